import CLaminaKernels
import Testing

/// Counts and sums of metrics against the plain definition.
@Suite struct MetricTests {
    private static let sizes = [(1, 1), (5, 1), (3, 7), (13, 4), (40, 17)]

    private struct Data {
        let rows: Int
        let columns: Int
        let prediction: [Float]
        let target: [Float]

        /// Multiples of 1/8 among the predictions: some stand on a threshold, some are equal.
        init(_ rows: Int, _ columns: Int) {
            var numbers = Numbers(UInt64(rows * 100 + columns))
            self.rows = rows
            self.columns = columns
            prediction = (0..<rows * columns).map { _ in Float(numbers.bits() % 11) / 8 - 0.125 }
            target = (0..<rows * columns).map { _ in Float(numbers.bits() % 2) }
        }

        func isAmongLargest(_ row: Int, _ column: Int, _ k: Int) -> Bool {
            let x = prediction[row * columns..<(row + 1) * columns].map { $0 }
            return x.indices.filter { x[$0] > x[column] || (x[$0] == x[column] && $0 < column) }.count < k
        }
    }

    @Test(arguments: [0, 2], [false, true]) func listedThresholds(topK: Int, perColumn: Bool) {
        let thresholds: [Float] = [0.1, 0.25, 0.5, 0.9]
        for (rows, columns) in Self.sizes where topK <= columns {
            let data = Data(rows, columns)
            var expected = [Double](repeating: 0, count: 10 * (perColumn ? columns : 1))
            for row in 0..<rows {
                for column in 0..<columns {
                    let value = topK == 0 || data.isAmongLargest(row, column, topK) ? data.prediction[row * columns + column] : -1e10
                    let block = (perColumn ? column * 10 : 0) + (data.target[row * columns + column] == 1 ? 0 : 5)
                    expected[block + thresholds.filter { value > $0 }.count] += 1
                }
            }
            check(\.threshold_counts, units: 1, tolerance: .exact, "\(rows) × \(columns)") { workspace in
                var arguments = arguments(data, workspace, expected)
                (arguments.thresholds, arguments.top_k, arguments.class_id, arguments.per_column) = (4, Int64(topK), -1, perColumn ? 1 : 0)
                withUnsafeMutableBytes(of: &arguments.values) { bytes in
                    for (index, value) in thresholds.enumerated() { bytes.assumingMemoryBound(to: Float.self)[index] = value }
                }
                return arguments
            }
        }
    }

    @Test(arguments: [2, 9, 200], [false, true]) func evenThresholds(count: Int, exceedsFirst: Bool) {
        for (rows, columns) in Self.sizes {
            let data = Data(rows, columns)
            let classID = columns - 1
            var expected = [Double](repeating: 0, count: 2 * (count + 1))
            for row in 0..<rows {
                let value = min(max(Double(data.prediction[row * columns + classID]), 0), 1)
                let below = (0..<count).filter { value > Double($0) / Double(count - 1) || (exceedsFirst && $0 == 0) }.count
                expected[(data.target[row * columns + classID] == 1 ? 0 : count + 1) + below] += 1
            }
            check(\.threshold_counts, units: 1, tolerance: .exact, "\(rows) × \(columns)") { workspace in
                var arguments = arguments(data, workspace, expected)
                (arguments.thresholds, arguments.class_id, arguments.even, arguments.exceeds_first) = (Int64(count), Int64(classID), 1, exceedsFirst ? 1 : 0)
                return arguments
            }
        }
    }

    private func arguments(_ data: Data, _ workspace: Workspace, _ expected: [Double]) -> lamina_threshold_counts_arguments {
        var arguments = lamina_threshold_counts_arguments()
        (arguments.rows, arguments.columns) = (extent(data.rows), Int64(data.columns))
        arguments.prediction = workspace.input(data.prediction)
        arguments.target = workspace.input(data.target)
        arguments.y = workspace.output(expected)
        return arguments
    }

    @Test func notANumberExceedsNothing() {
        for (topK, even) in [(0, 0), (1, 0), (0, 1)] {
            check(\.threshold_counts, units: 1, tolerance: .exact) { workspace in
                var arguments = lamina_threshold_counts_arguments()
                (arguments.rows, arguments.columns, arguments.thresholds) = (extent(1), 2, 1)
                (arguments.top_k, arguments.even, arguments.class_id) = (Int64(topK), Int32(even), -1)
                (arguments.prediction, arguments.target) = (workspace.input([.nan, .nan]), workspace.input([1, 0]))
                arguments.y = workspace.output([1, 0, 1, 0])
                return arguments
            }
        }
    }

    @Test(arguments: [nil, Float(0.4)]) func classMatches(threshold: Float?) {
        for (rows, columns) in Self.sizes {
            let data = Data(rows, columns)
            var expected = [Double](repeating: 0, count: 4 * columns)
            for row in 0..<rows {
                let largest = data.prediction[row * columns..<(row + 1) * columns].max()!
                for column in 0..<columns {
                    let (p, t) = (data.prediction[row * columns + column], Double(data.target[row * columns + column]))
                    let q: Double = (threshold.map { p > $0 } ?? (p == largest && p != 0)) ? 1 : 0
                    for (place, value) in [q * t, q * (1 - t), (1 - q) * t, t].enumerated() { expected[place * columns + column] += value }
                }
            }
            check(\.class_matches, units: 1, tolerance: .exact, "\(rows) × \(columns)") { workspace in
                lamina_class_matches_arguments(
                    rows: extent(rows), columns: Int64(columns), prediction: workspace.input(data.prediction), target: workspace.input(data.target),
                    y: workspace.output(expected), threshold: threshold ?? 0, of_largest: threshold == nil ? 1 : 0)
            }
        }
    }

    @Test(arguments: [1, 3]) func topK(k: Int) {
        for (rows, columns) in Self.sizes {
            let data = Data(rows, columns)
            // One beyond the classes now and then: it is no class.
            let classes = (0..<rows).map { $0 * 5 % (columns + 1) }
            let isRight = classes.enumerated().map { row, label in
                let x = data.prediction[row * columns..<(row + 1) * columns].map { $0 }
                return label < columns ? x.filter { $0 > x[label] }.count < k : columns < k
            }
            let oneHot = classes.flatMap { label in (0..<columns).map { Float($0 == label ? 1 : 0) } }
            let isRightOneHot = classes.enumerated().map { row, label in
                let x = data.prediction[row * columns..<(row + 1) * columns].map { $0 }
                return x.filter { $0 > x[label % columns == label ? label : 0] }.count < k
            }
            func share(_ right: [Bool]) -> [Double] { [Double(right.filter { $0 }.count) / Double(rows)] }
            check(\.sparse_top_k_accuracy, units: 1) { workspace in
                lamina_top_k_arguments(
                    rows: extent(rows), columns: Int64(columns), k: Int64(k), prediction: workspace.input(data.prediction),
                    target: workspace.input(classes.map { Float($0) }), y: workspace.output(share(isRight)))
            }
            check(\.top_k_accuracy, units: 1) { workspace in
                lamina_top_k_arguments(
                    rows: extent(rows), columns: Int64(columns), k: Int64(k), prediction: workspace.input(data.prediction),
                    target: workspace.input(oneHot), y: workspace.output(share(isRightOneHot)))
            }
        }
    }

    /// High and low part add up to the sum in double.
    @Test func regressionTotals() {
        for isa in availableSets {
            for (rows, columns) in Self.sizes {
                let data = Data(rows, columns)
                let target = data.target.map { 280.3 + $0 }
                let workspace = Workspace(layout: .guarded)
                let y = workspace.scratch(6 * columns + 1)
                let arguments = lamina_regression_totals_arguments(
                    rows: extent(rows), columns: Int64(columns), prediction: workspace.input(data.prediction), target: workspace.input(target), y: y)
                withUnsafePointer(to: arguments) { lamina_kernels_for(isa).pointee.regression_totals!(&workspace.run, $0, 0, 1) }
                #expect(workspace.complaint(tolerance: .exact) == nil)
                let values = workspace.values(y).map(Double.init)
                for column in 0..<columns {
                    let pairs = stride(from: column, to: rows * columns, by: columns).map { (Double(data.prediction[$0]), Double(target[$0])) }
                    let sums = [pairs.reduce(0) { $0 + $1.1 }, pairs.reduce(0) { $0 + $1.1 * $1.1 }, pairs.reduce(0) { $0 + ($1.1 - $1.0) * ($1.1 - $1.0) }]
                    for (place, sum) in sums.enumerated() {
                        let found = values[2 * place * columns + column] + values[(2 * place + 1) * columns + column]
                        #expect(abs(found - sum) <= 1e-12 * abs(sum), "\(name(of: isa)), \(rows) × \(columns)")
                    }
                }
                #expect(values[6 * columns] == Double(rows))
            }
        }
    }
}
