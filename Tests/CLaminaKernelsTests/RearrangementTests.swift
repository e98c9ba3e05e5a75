import CLaminaKernels
import Testing

@Suite struct RearrangementTests {
    @Test(arguments: [1, 3, 16, 37], [1, 2, 5, 40]) func repeated(_ block: Int, _ times: Int) {
        var numbers = Numbers(111)
        let outer = 3, x = numbers.array(outer * block), long = numbers.array(outer * block * times)
        var (y, sums) = ([Double](), [Double](repeating: 0, count: outer * block))
        for o in 0..<outer {
            for t in 0..<times {
                for i in 0..<block {
                    y.append(Double(x[o * block + i]))
                    sums[o * block + i] += Double(long[(o * times + t) * block + i])
                }
            }
        }
        check(\.repeat, units: outer, tolerance: .exact) { workspace in
            lamina_repeat_arguments(outer: extent(outer), block: extent(block), times: Int64(times), x: workspace.input(x), y: workspace.output(y))
        }
        check(\.repeat_sum, units: outer) { workspace in
            lamina_repeat_arguments(outer: extent(outer), block: extent(block), times: Int64(times), x: workspace.input(long), y: workspace.output(sums))
        }
    }

    @Test(arguments: [[2, 1], [1, 2], [3, 1, 2], [2, 3, 1], [1, 3, 2], [4, 2, 3, 1], [5, 3, 1, 4, 2], [2, 1, 3]]) func transposed(_ order: [Int]) {
        var numbers = Numbers(112)
        for sizes in [[2, 3, 4, 2, 3], [17, 20, 3, 1, 2], [1, 40, 18, 2, 1]] {
            let shape = Array(sizes.prefix(order.count)), item = shape.reduce(1, *), items = 2
            let x = numbers.array(items * item)
            let strides = shape.indices.map { shape[($0 + 1)...].reduce(1, *) }
            var y: [Double] = []
            for start in [0, item] {
                for place in 0..<item {
                    var (rest, from) = (place, start)
                    for axis in order.reversed() {
                        from += rest % shape[axis - 1] * strides[axis - 1]
                        rest /= shape[axis - 1]
                    }
                    y.append(Double(x[from]))
                }
            }
            // Every axis by itself, nothing contiguous; and, where the last axis stays, its floats as blocks.
            for hasBlock in order.last == order.count ? [false, true] : [false] {
                let axes = hasBlock ? order.dropLast() : order[...]
                check(\.transpose, units: items, tolerance: .exact, "\(order) of \(shape)") { workspace in
                    var block = lamina_transpose_arguments()
                    (block.item, block.block) = (Int64(item), Int64(hasBlock ? shape.last! : 1))
                    let fill = Int(LAMINA_TRANSPOSE_AXES) - axes.count
                    withUnsafeMutableBytes(of: &block.sizes) { bytes in
                        let places = bytes.bindMemory(to: Int64.self)
                        for i in 0..<fill { places[i] = 1 }
                        for (i, axis) in axes.enumerated() { places[fill + i] = Int64(shape[axis - 1]) }
                    }
                    withUnsafeMutableBytes(of: &block.strides) { bytes in
                        let places = bytes.bindMemory(to: Int64.self)
                        for i in 0..<fill { places[i] = 0 }
                        for (i, axis) in axes.enumerated() { places[fill + i] = Int64(strides[axis - 1]) }
                    }
                    (block.x, block.y) = (workspace.input(x), workspace.output(y))
                    return block
                }
            }
        }
    }

    @Test(arguments: [(1, 1, 1), (1, 40, 1), (9, 5, 18), (17, 33, 6), (3, 2, 100)]) func batchProducts(_ m: Int, _ k: Int, _ n: Int) {
        var numbers = Numbers(113)
        let items = 3, a = numbers.array(items * m * k), b = numbers.array(items * k * n)
        var y: [Double] = []
        for item in 0..<items {
            for i in 0..<m {
                for j in 0..<n {
                    y.append((0..<k).reduce(0) { $0 + Double(a[item * m * k + i * k + $1]) * Double(b[item * k * n + $1 * n + j]) })
                }
            }
        }
        func transposed(_ x: [Float], _ rows: Int, _ columns: Int) -> [Float] {
            (0..<items).flatMap { item in
                (0..<columns).flatMap { column in (0..<rows).map { x[item * rows * columns + $0 * columns + column] } }
            }
        }
        for (left, right) in [(false, false), (true, false), (false, true)] {
            check(\.batch_product, units: items, tolerance: Tolerance(absolute: 1e-5)) { workspace in
                lamina_batch_product_arguments(
                    m: Int64(m), k: Int64(k), n: Int64(n), a: workspace.input(left ? transposed(a, m, k) : a),
                    b: workspace.input(right ? transposed(b, k, n) : b), y: workspace.output(y), left_transposed: left ? 1 : 0,
                    right_transposed: right ? 1 : 0)
            }
        }
    }

    @Test(arguments: [1, 3, 16, 33]) func rowsByNumber(_ columns: Int) {
        var numbers = Numbers(114)
        let rows = 5, table = numbers.array(rows * columns)
        let indices: [Float] = [3, 0, 4, 3, -1, 5, .nan, 3, .infinity, 1.75, -0.5, 1e30]
        let named = indices.map { $0 >= 0 && $0 < 5 ? Int($0) : nil }
        let y = named.flatMap { row in (0..<columns).map { row == nil ? .nan : Double(table[row! * columns + $0]) } }
        check(\.gather_rows, units: indices.count, tolerance: .exact) { workspace in
            lamina_gather_rows_arguments(
                positions: extent(indices.count), rows: Int64(rows), columns: Int64(columns), indices: workspace.input(indices),
                table: workspace.input(table), y: workspace.output(y))
        }
        let dy = numbers.array(indices.count * columns)
        var gradient = [Double](repeating: 0, count: rows * columns)
        for (position, row) in named.enumerated() where row != nil {
            for c in 0..<columns { gradient[row! * columns + c] += Double(dy[position * columns + c]) }
        }
        check(\.scatter_rows, units: rows) { workspace in
            lamina_scatter_rows_arguments(
                positions: extent(indices.count), rows: Int64(rows), columns: Int64(columns), indices: workspace.input(indices),
                dy: workspace.input(dy), y: workspace.output(gradient))
        }
    }

    @Test func constants() {
        check(\.constant, units: 1, tolerance: .exact) { workspace in
            var block = lamina_constant_arguments()
            (block.start, block.count, block.y) = (2, 3, workspace.update([0, 0, 0, 0, 0, 0], expecting: [0, 0, 1, 2, 3, 0]))
            (block.values.0, block.values.1, block.values.2) = (1, 2, 3)
            return block
        }
    }

    @Test func inverseRoots() {
        let x: [Float] = [4, 0.25, 0, 1e-20, -1, 1e-10, 9]
        let expected = x.map { 1 / max($0 > 0 ? Double($0).squareRoot() : 0, 1e-4) }
        check(\.inverse_root, units: x.count, grain: 16) { workspace in
            lamina_inverse_root_arguments(count: extent(x.count), x: workspace.input(x), y: workspace.output(expected), floor: 1e-4)
        }
    }

    @Test(arguments: [1, 3, 16, 33]) func parametricReLU(_ columns: Int) {
        var numbers = Numbers(115)
        let rows = 4, dy = numbers.array(rows * columns), alpha = numbers.array(columns)
        var x = numbers.array(rows * columns)
        x[0] = 0
        let slopes = x.indices.map { x[$0] > 0 ? 1 : x[$0] < 0 ? Double(alpha[$0 % columns]) : 0 }
        check(\.prelu, units: rows) { workspace in
            lamina_prelu_arguments(
                rows: extent(rows), columns: Int64(columns), x: workspace.input(x), alpha: workspace.input(alpha),
                y: workspace.output(x.indices.map { Double(x[$0]) * slopes[$0] }))
        }
        check(\.prelu_gradient, units: rows) { workspace in
            lamina_prelu_gradient_arguments(
                rows: extent(rows), columns: Int64(columns), x: workspace.input(x), alpha: workspace.input(alpha), dy: workspace.input(dy),
                dx: workspace.output(x.indices.map { Double(dy[$0]) * slopes[$0] }),
                slopes: workspace.output(x.indices.map { Double(dy[$0]) * min(Double(x[$0]), 0) }))
        }
    }
}
