import CLaminaKernels
import Testing

@Suite struct RowNormalizationTests {
    static let shapes: [(rows: Int, columns: Int)] = [(1, 1), (2, 3), (5, 17), (3, 33), (2, 2100)]
    static let kinds = [LAMINA_NORMALIZE_LAYER, LAMINA_NORMALIZE_RMS, LAMINA_NORMALIZE_VARIANCE, LAMINA_NORMALIZE_UNIT].map(\.rawValue)
    static let epsilon: Float = 1e-2

    /// One row: mean, inverse and the normalised values.
    static func normalize(_ x: [Double], _ kind: UInt32) -> (mean: Double, inverse: Double, values: [Double]) {
        let mean = x.reduce(0, +) / Double(x.count)
        let isCentred = kind == LAMINA_NORMALIZE_LAYER.rawValue || kind == LAMINA_NORMALIZE_VARIANCE.rawValue
        let squares = x.reduce(0) { $0 + ($1 - (isCentred ? mean : 0)) * ($1 - (isCentred ? mean : 0)) }
        let inverse =
            kind == LAMINA_NORMALIZE_UNIT.rawValue
            ? min(1 / squares.squareRoot(), 1 / Double(epsilon)) : 1 / (squares / Double(x.count) + Double(epsilon)).squareRoot()
        let shift = kind == LAMINA_NORMALIZE_LAYER.rawValue ? mean : 0
        return (isCentred ? mean : 0, inverse, x.map { ($0 - shift) * inverse })
    }

    @Test(arguments: shapes, kinds) func values(_ shape: (rows: Int, columns: Int), _ kind: UInt32) {
        var numbers = Numbers(101)
        let (rows, columns) = shape
        let x = numbers.array(rows * columns).map { $0 + 2 }, gamma = numbers.array(columns), beta = numbers.array(columns)
        let results = stride(from: 0, to: x.count, by: columns).map { Self.normalize(x[$0..<($0 + columns)].map(Double.init), kind) }
        let plain = results.flatMap(\.values)
        let scaled = plain.indices.map { plain[$0] * Double(gamma[$0 % columns]) + Double(beta[$0 % columns]) }
        for hasFactors in [false, true] {
            check(\.normalize_rows, units: rows, tolerance: Tolerance(absolute: 3e-6, relative: 3e-6)) { workspace in
                lamina_normalize_rows_arguments(
                    rows: extent(rows), columns: Int64(columns), x: workspace.input(x), gamma: hasFactors ? workspace.input(gamma) : noRef,
                    beta: hasFactors ? workspace.input(beta) : noRef, y: workspace.output(hasFactors ? scaled : plain),
                    mean: workspace.output(results.map(\.mean)), inverse: workspace.output(results.map(\.inverse)), epsilon: Self.epsilon,
                    kind: Int32(kind))
            }
        }
    }

    @Test(arguments: shapes, kinds) func gradient(_ shape: (rows: Int, columns: Int), _ kind: UInt32) {
        var numbers = Numbers(102)
        let (rows, columns) = (shape.rows, min(shape.columns, 40))
        let x = numbers.array(rows * columns), dy = numbers.array(rows * columns), gamma = numbers.array(columns)
        let starts = Array(stride(from: 0, to: x.count, by: columns))
        let results = starts.map { Self.normalize(x[$0..<($0 + columns)].map(Double.init), kind) }
        let plain = results.flatMap(\.values)
        let dx = starts.flatMap { start in
            numericGradient(
                of: { row in
                    let values = Self.normalize(row, kind).values
                    return values.indices.reduce(0) { $0 + values[$1] * Double(gamma[$1]) * Double(dy[start + $1]) }
                }, at: x[start..<(start + columns)].map(Double.init))
        }
        let dgamma = (0..<columns).map { c in starts.reduce(0) { $0 + Double(dy[$1 + c]) * plain[$1 + c] } }
        let dbeta = (0..<columns).map { c in starts.reduce(0) { $0 + Double(dy[$1 + c]) } }
        func block(_ workspace: Workspace, dgamma: lamina_ref, dbeta: lamina_ref, dx: lamina_ref) -> lamina_normalize_rows_gradient_arguments {
            lamina_normalize_rows_gradient_arguments(
                rows: extent(rows), columns: Int64(columns), x: workspace.input(x), dy: workspace.input(dy), gamma: workspace.input(gamma),
                mean: workspace.input(results.map { Float($0.mean) }), inverse: workspace.input(results.map { Float($0.inverse) }), dgamma: dgamma,
                dbeta: dbeta, dx: dx, epsilon: Self.epsilon, kind: Int32(kind))
        }
        check(\.normalize_rows_gradient, units: rows, tolerance: Tolerance(absolute: 2e-5, relative: 2e-5)) { workspace in
            block(workspace, dgamma: noRef, dbeta: noRef, dx: workspace.output(dx))
        }
        check(\.normalize_rows_sums, units: columns, grain: 16, tolerance: Tolerance(absolute: 1e-5)) { workspace in
            block(workspace, dgamma: workspace.output(dgamma), dbeta: workspace.output(dbeta), dx: noRef)
        }
    }

    /// A row of zeros has no length: it stays, and its gradient is what the floor makes of it.
    @Test func unitRowOfZeros() {
        check(\.normalize_rows, units: 1) { workspace in
            lamina_normalize_rows_arguments(
                rows: extent(1), columns: 3, x: workspace.input([0, 0, 0]), gamma: noRef, beta: noRef, y: workspace.output([0, 0, 0]), mean: noRef,
                inverse: workspace.output([100]), epsilon: 1e-2, kind: Int32(LAMINA_NORMALIZE_UNIT.rawValue))
        }
    }

    @Test(arguments: [(1, 6, 2), (5, 6, 3), (300, 4, 1), (7, 20, 20), (3, 34, 2)]) func groups(_ pixels: Int, _ channels: Int, _ groups: Int) {
        var numbers = Numbers(103)
        let items = 2, width = channels / groups, size = pixels * channels
        let x = numbers.array(items * size).map { $0 + 3 }, dy = numbers.array(items * size)
        let gamma = numbers.array(channels), beta = numbers.array(channels)
        func normalize(_ x: [Double]) -> (mean: [Double], inverse: [Double], values: [Double]) {
            var (means, inverses, values) = ([Double](), [Double](), x)
            for g in 0..<groups {
                let places = (0..<pixels).flatMap { p in (0..<width).map { p * channels + g * width + $0 } }
                let part = Self.normalize(places.map { x[$0] }, LAMINA_NORMALIZE_LAYER.rawValue)
                means.append(part.mean)
                inverses.append(part.inverse)
                for (place, value) in zip(places, part.values) { values[place] = value }
            }
            return (means, inverses, values)
        }
        let results = (0..<items).map { normalize(x[($0 * size)..<(($0 + 1) * size)].map(Double.init)) }
        let plain = results.flatMap(\.values)
        let y = plain.indices.map { plain[$0] * Double(gamma[$0 % channels]) + Double(beta[$0 % channels]) }
        check(\.normalize_groups, units: items, tolerance: Tolerance(absolute: 2e-5)) { workspace in
            lamina_normalize_groups_arguments(
                pixels: extent(pixels), channels: Int64(channels), groups: Int64(groups), x: workspace.input(x), gamma: workspace.input(gamma),
                beta: workspace.input(beta), y: workspace.output(y), mean: workspace.output(results.flatMap(\.mean)),
                inverse: workspace.output(results.flatMap(\.inverse)), scratch: workspace.scratch(items * 2 * channels), epsilon: Self.epsilon)
        }
        guard size <= 100 else { return }
        let dx = (0..<items).flatMap { item in
            numericGradient(
                of: { row in
                    let values = normalize(row).values
                    return values.indices.reduce(0) { $0 + values[$1] * Double(gamma[$1 % channels]) * Double(dy[item * size + $1]) }
                }, at: x[(item * size)..<((item + 1) * size)].map(Double.init))
        }
        func parts(_ f: (Int) -> Double) -> [Double] {
            (0..<items).flatMap { item in (0..<channels).map { c in (0..<pixels).reduce(0.0) { $0 + f(item * size + $1 * channels + c) } } }
        }
        check(\.normalize_groups_gradient, units: items, tolerance: Tolerance(absolute: 3e-5, relative: 2e-5)) { workspace in
            lamina_normalize_groups_gradient_arguments(
                pixels: extent(pixels), channels: Int64(channels), groups: Int64(groups), x: workspace.input(x), dy: workspace.input(dy),
                gamma: workspace.input(gamma), mean: workspace.input(results.flatMap { $0.mean.map { Float($0) } }),
                inverse: workspace.input(results.flatMap { $0.inverse.map { Float($0) } }), dgamma: workspace.output(parts { Double(dy[$0]) * plain[$0] }),
                dbeta: workspace.output(parts { Double(dy[$0]) }), dx: workspace.output(dx), scratch: workspace.scratch(items * 4 * channels))
        }
    }
}
