import CLaminaKernels
import Foundation
import Testing

@Suite struct ProductTests {
    static let shapes: [(k: Int, n: Int)] = [(1, 1), (14, 5), (5, 16), (33, 17), (14, 96), (7, 49), (40, 64), (9, 150), (300, 33), (16, 290)]
    static let rowCounts = [0, 1, 2, 5, 24, 25, 37]
    /// A matrix that some instruction sets take in pieces.
    static let large = (k: 330, n: 260)

    @Test(arguments: shapes) func pack(_ shape: (k: Int, n: Int)) {
        var numbers = Numbers(31)
        let (k, n) = shape, b = numbers.array(k * n), expected = packed(b, k: k, n: n).doubles
        for isTransposed in [false, true] {
            check(\.pack, units: (n + 31) / 32, tolerance: .exact) { workspace in
                lamina_pack_arguments(
                    k: Int64(k), n: Int64(n), b: workspace.input(isTransposed ? transposed(b, k: k, n: n) : b), packed: workspace.output(expected, bound: false),
                    transposed: isTransposed ? 1 : 0)
            }
        }
    }

    @Test(arguments: shapes, rowCounts) func dense(_ shape: (k: Int, n: Int), _ rows: Int) { checkDense(shape, rows) }

    @Test func largeDense() { checkDense(Self.large, 21) }

    private func checkDense(_ shape: (k: Int, n: Int), _ rows: Int) {
        var numbers = Numbers(32)
        let (k, n) = shape, x = numbers.array(rows * k), b = numbers.array(k * n), bias = numbers.array(n)
        var sums = Array(repeating: 0.0, count: rows * n)
        for r in 0..<rows { for i in 0..<k { for j in 0..<n { sums[r * n + j] += Double(x[r * k + i]) * Double(b[i * n + j]) } } }
        let withBias = sums.indices.map { sums[$0] + Double(bias[$0 % n]) }
        let tolerance = Tolerance(absolute: k > 300 ? 2e-5 : 5e-6, relative: 2e-6)
        check(\.dense, units: rows, grain: Int(LAMINA_DENSE_GRAIN), tolerance: tolerance) { workspace in
            lamina_dense_arguments(
                rows: extent(rows), k: Int64(k), n: Int64(n), x: workspace.input(x), packed: workspace.packedInput(b, k: k, n: n), bias: noRef,
                y: workspace.output(sums), activation: activation(LAMINA_LINEAR))
        }
        let functions: [(lamina_activation, (Double) -> Double)] = [
            (activation(LAMINA_RELU, 0, .infinity, 0), { max($0, 0) }), (activation(LAMINA_TANH), { tanh($0) }), (activation(LAMINA_LINEAR), { $0 }),
        ]
        for (block, f) in functions {
            check(\.dense, units: rows, grain: Int(LAMINA_DENSE_GRAIN), tolerance: tolerance) { workspace in
                lamina_dense_arguments(
                    rows: extent(rows), k: Int64(k), n: Int64(n), x: workspace.input(x), packed: workspace.packedInput(b, k: k, n: n),
                    bias: workspace.input(bias), y: workspace.output(withBias.map(f)), activation: block)
            }
        }
    }

    /// Which rows are computed together must not show: a row's bits are those that it has alone.
    @Test(arguments: shapes + [large]) func aRowIsTheSameInAnyBatch(_ shape: (k: Int, n: Int)) {
        var numbers = Numbers(33)
        let (k, n) = shape, rows = 37, x = numbers.array(rows * k), b = numbers.array(k * n)
        for isa in availableSets {
            func product(_ x: [Float]) -> [Float] {
                let workspace = Workspace(layout: .guarded), y = workspace.scratch(x.count / k * n)
                let block = lamina_dense_arguments(
                    rows: extent(x.count / k), k: Int64(k), n: Int64(n), x: workspace.input(x), packed: workspace.packedInput(b, k: k, n: n), bias: noRef, y: y,
                    activation: activation(LAMINA_SIGMOID))
                withUnsafePointer(to: block) { lamina_kernels_for(isa).pointee.dense!(&workspace.run, $0, 0, Int64(x.count / k)) }
                return workspace.values(y)
            }
            let alone = (0..<rows).flatMap { product(Array(x[$0 * k..<($0 + 1) * k])) }
            #expect(product(x).map(\.bitPattern) == alone.map(\.bitPattern), "\(name(of: isa))")
        }
    }

    @Test(arguments: shapes, [0, 1, 7, 128, 300]) func outerProductSum(_ shape: (k: Int, n: Int), _ rows: Int) {
        if rows * shape.k * shape.n > 500_000 { return }
        var numbers = Numbers(34)
        let (k, n) = shape, x = numbers.array(rows * k), d = numbers.array(rows * n)
        var expected = Array(repeating: 0.0, count: k * n)
        for r in 0..<rows { for i in 0..<k { for j in 0..<n { expected[i * n + j] += Double(x[r * k + i]) * Double(d[r * n + j]) } } }
        check(\.outer_product_sum, units: k, grain: Int(LAMINA_OUTER_PRODUCT_GRAIN), tolerance: Tolerance(absolute: 1e-5)) { workspace in
            lamina_outer_product_arguments(
                rows: extent(rows), k: Int64(k), n: Int64(n), x: workspace.input(x), d: workspace.input(d), y: workspace.output(expected))
        }
    }
}
