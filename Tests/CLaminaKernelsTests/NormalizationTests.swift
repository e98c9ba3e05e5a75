import CLaminaKernels
import Testing

@Suite struct NormalizationTests {
    static let shapes: [(rows: Int, columns: Int)] = [(1, 1), (2, 3), (7, 17), (130, 33), (1000, 5)]

    @Test(arguments: shapes) func moments(_ shape: (rows: Int, columns: Int)) {
        var numbers = Numbers(81)
        let (rows, columns) = shape
        let x = numbers.array(rows * columns).map { $0 + 30 }
        let (mean, variance) = Self.moments(x, rows, columns)
        check(\.column_moments, units: columns, grain: 16, tolerance: Tolerance(absolute: 1e-5)) { workspace in
            lamina_column_moments_arguments(
                rows: extent(rows), columns: Int64(columns), x: workspace.input(x), mask: noRef, mean: workspace.output(mean),
                variance: workspace.output(variance), count: noRef)
        }
    }

    @Test(arguments: shapes + [(4, 2)]) func momentsOfSomeRows(_ shape: (rows: Int, columns: Int)) {
        var numbers = Numbers(84)
        let (rows, columns) = shape
        let x = numbers.array(rows * columns).map { $0 + 30 }
        let mask: [Float] = shape == (4, 2) ? [0, 0, 0, 0] : numbers.array(rows).map { $0 < -0.3 ? 0 : 1 }
        let counted = (0..<rows).filter { mask[$0] != 0 }
        let kept = counted.flatMap { x[$0 * columns..<($0 + 1) * columns] }
        let zeros = [Double](repeating: 0, count: columns)
        let (mean, variance) = counted.isEmpty ? (zeros, zeros) : Self.moments(kept, counted.count, columns)
        check(\.column_moments, units: columns, grain: 16, tolerance: Tolerance(absolute: 2e-5)) { workspace in
            lamina_column_moments_arguments(
                rows: extent(rows), columns: Int64(columns), x: workspace.input(x), mask: workspace.input(mask), mean: workspace.output(mean),
                variance: workspace.output(variance), count: workspace.output([Double(counted.count)]))
        }
    }

    @Test(arguments: shapes) func scaleAndFactors(_ shape: (rows: Int, columns: Int)) {
        var numbers = Numbers(82)
        let (rows, columns) = shape
        let x = numbers.array(rows * columns), scale = numbers.array(columns), offset = numbers.array(columns)
        let y = x.indices.map { Double(x[$0]) * Double(scale[$0 % columns]) + Double(offset[$0 % columns]) }
        check(\.scale_offset, units: rows) { workspace in
            lamina_scale_offset_arguments(
                rows: extent(rows), columns: Int64(columns), x: workspace.input(x), scale: workspace.input(scale), offset: workspace.input(offset),
                y: workspace.output(y))
        }
        let mean = numbers.array(columns), variance = numbers.array(columns, 0.1, 2), gamma = numbers.array(columns), beta = numbers.array(columns)
        let factors = mean.indices.map { Double(gamma[$0]) / (Double(variance[$0]) + 1e-3).squareRoot() }
        let offsets = mean.indices.map { Double(beta[$0]) - Double(mean[$0]) * factors[$0] }
        check(\.normalization_factors, units: columns, grain: 4096) { workspace in
            lamina_normalization_factors_arguments(
                columns: Int64(columns), mean: workspace.input(mean), variance: workspace.input(variance), gamma: workspace.input(gamma),
                beta: workspace.input(beta), scale: workspace.output(factors), offset: workspace.output(offsets), epsilon: 1e-3)
        }
    }

    @Test func gradient() {
        var numbers = Numbers(83)
        let (rows, columns) = (6, 3)
        let x = numbers.array(rows * columns), dy = numbers.array(rows * columns), gamma = numbers.array(columns)
        func loss(_ x: [Double], _ gamma: [Double]) -> Double {
            let (mean, variance) = Self.moments(x, rows, columns)
            return x.indices.reduce(0) { sum, i in
                let c = i % columns
                return sum + Double(dy[i]) * gamma[c] * (x[i] - mean[c]) / (variance[c] + 1e-3).squareRoot()
            }
        }
        let dx = numericGradient(of: { loss($0, gamma.doubles) }, at: x.doubles)
        let dgamma = numericGradient(of: { loss(x.doubles, $0) }, at: gamma.doubles)
        let dbeta = (0..<columns).map { c in (0..<rows).reduce(0.0) { $0 + Double(dy[$1 * columns + c]) } }
        let (mean, variance) = Self.moments(x, rows, columns)
        check(\.normalization_sums, units: columns, grain: 16, tolerance: Tolerance(absolute: 1e-5)) { workspace in
            Self.arguments(workspace, rows, columns, x, dy, mean, variance, gamma, dgamma: workspace.output(dgamma), dbeta: workspace.output(dbeta), dx: noRef)
        }
        check(\.normalization_gradient, units: rows, tolerance: Tolerance(absolute: 2e-5)) { workspace in
            Self.arguments(
                workspace, rows, columns, x, dy, mean, variance, gamma, dgamma: workspace.input(dgamma.map(Float.init)),
                dbeta: workspace.input(dbeta.map(Float.init)), dx: workspace.output(dx))
        }
    }

    /// Rows that do not count are normalised by the moments of the others, which do not depend on them.
    @Test(arguments: [(rows: 6, columns: 3), (9, 17), (131, 5)]) func gradientOfSomeRows(_ shape: (rows: Int, columns: Int)) {
        var numbers = Numbers(85)
        let (rows, columns) = shape
        let x = numbers.array(rows * columns), dy = numbers.array(rows * columns), gamma = numbers.array(columns)
        let mask: [Float] = (0..<rows).map { $0 % 3 == 1 ? 0 : 1 }
        let counted = (0..<rows).filter { mask[$0] != 0 }
        func moments(_ x: [Double]) -> (mean: [Double], variance: [Double]) {
            Self.moments(counted.flatMap { x[$0 * columns..<($0 + 1) * columns] }, counted.count, columns)
        }
        func loss(_ x: [Double], _ gamma: [Double]) -> Double {
            let (mean, variance) = moments(x)
            return x.indices.reduce(0) { $0 + Double(dy[$1]) * gamma[$1 % columns] * (x[$1] - mean[$1 % columns]) / (variance[$1 % columns] + 1e-3).squareRoot() }
        }
        let dx = numericGradient(of: { loss($0, gamma.doubles) }, at: x.doubles)
        let dgamma = numericGradient(of: { loss(x.doubles, $0) }, at: gamma.doubles)
        let dbeta = (0..<columns).map { c in (0..<rows).reduce(0.0) { $0 + Double(dy[$1 * columns + c]) } }
        let (mean, variance) = moments(x.doubles)
        check(\.normalization_gradient, units: rows, tolerance: Tolerance(absolute: 2e-5)) { workspace in
            Self.arguments(
                workspace, rows, columns, x, dy, mean, variance, gamma, mask: workspace.input(mask), count: workspace.input([Float(counted.count)]),
                dgamma: workspace.input(dgamma.map(Float.init)), dbeta: workspace.input(dbeta.map(Float.init)), dx: workspace.output(dx))
        }
    }

    private static func arguments(
        _ workspace: Workspace, _ rows: Int, _ columns: Int, _ x: [Float], _ dy: [Float], _ mean: [Double], _ variance: [Double], _ gamma: [Float],
        mask: lamina_ref = noRef, count: lamina_ref = noRef, dgamma: lamina_ref, dbeta: lamina_ref, dx: lamina_ref
    ) -> lamina_normalization_gradient_arguments {
        lamina_normalization_gradient_arguments(
            rows: extent(rows), columns: Int64(columns), x: workspace.input(x), dy: workspace.input(dy), mean: workspace.input(mean.map(Float.init)),
            variance: workspace.input(variance.map(Float.init)), gamma: workspace.input(gamma), mask: mask, count: count, dgamma: dgamma, dbeta: dbeta, dx: dx, epsilon: 1e-3)
    }

    private static func moments(_ x: [some BinaryFloatingPoint], _ rows: Int, _ columns: Int) -> (mean: [Double], variance: [Double]) {
        let means = (0..<columns).map { c in (0..<rows).reduce(0.0) { $0 + Double(x[$1 * columns + c]) } / Double(rows) }
        let variances = (0..<columns).map { c in
            (0..<rows).reduce(0.0) { sum, r in
                let distance = Double(x[r * columns + c]) - means[c]
                return sum + distance * distance
            } / Double(rows)
        }
        return (means, variances)
    }
}
