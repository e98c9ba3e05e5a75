import CLaminaKernels
import Testing

@Suite struct SparsemaxTests {
    /// By sorting, as the paper has it.
    static func sparsemax(_ x: [Double]) -> [Double] {
        var (total, threshold) = (0.0, 0.0)
        for (index, value) in x.sorted(by: >).enumerated() {
            total += value
            if 1 + Double(index + 1) * value > total { threshold = (total - 1) / Double(index + 1) }
        }
        return x.map { max($0 - threshold, 0) }
    }

    @Test(arguments: [1, 3, 10, 16, 33, 300], [Float(0.01), 0.5, 8]) func values(_ columns: Int, _ spread: Float) {
        var numbers = Numbers(91)
        let rows = 5
        var x = numbers.array(rows * columns, -spread, spread)
        for column in 0..<columns { x[column] = 2 }
        let dy = numbers.array(rows * columns)
        let y = eachRow(x, columns, Self.sparsemax)
        check(\.sparsemax, units: rows) { workspace in
            lamina_rows_arguments(rows: extent(rows), columns: Int64(columns), x: workspace.input(x), y: workspace.output(y))
        }
        check(\.sparsemax, units: rows) { workspace in
            let place = workspace.update(x, expecting: y)
            return lamina_rows_arguments(rows: extent(rows), columns: Int64(columns), x: place, y: place)
        }
        var gradient: [Double] = []
        for row in 0..<rows {
            let inside = (row * columns..<(row + 1) * columns).map { y[$0] > 0 }
            let upstream = dy[row * columns..<(row + 1) * columns].map(Double.init)
            let mean = zip(inside, upstream).reduce(0) { $0 + ($1.0 ? $1.1 : 0) } / Double(inside.count { $0 })
            gradient += zip(inside, upstream).map { $0 ? $1 - mean : 0 }
        }
        check(\.sparsemax_gradient, units: rows) { workspace in
            lamina_rows_gradient_arguments(
                rows: extent(rows), columns: Int64(columns), y: workspace.input(y.map { Float($0) }), dy: workspace.input(dy),
                dx: workspace.output(gradient))
        }
    }

    private static let extremes: [(x: [Float], y: [Double])] = [
        ([1e38, -1e38, 1e38, -.infinity], [0.5, 0, 0.5, 0]), ([0.5, .nan, 0], [.nan, .nan, .nan]), ([0, .infinity], [.nan, .nan]),
        ([-.infinity, -.infinity], [.nan, .nan]),
    ]

    @Test(arguments: extremes) func extremeRows(_ x: [Float], _ expected: [Double]) {
        check(\.sparsemax, units: 1) { workspace in
            lamina_rows_arguments(rows: extent(1), columns: Int64(x.count), x: workspace.input(x), y: workspace.output(expected))
        }
    }
}
