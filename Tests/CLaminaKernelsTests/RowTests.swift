import CLaminaKernels
import Foundation
import Testing

func softmax(_ x: [Double]) -> [Double] {
    let most = x.max()!, exponentials = x.map { exp($0 - most) }, total = exponentials.reduce(0, +)
    return exponentials.map { $0 / total }
}

func eachRow(_ x: [Float], _ columns: Int, _ f: ([Double]) -> [Double]) -> [Double] {
    stride(from: 0, to: x.count, by: columns).flatMap { f(x[$0..<($0 + columns)].map(Double.init)) }
}

@Suite struct RowTests {
    static let columns = [1, 3, 10, 16, 33]

    @Test(arguments: columns) func softmaxes(_ columns: Int) {
        var numbers = Numbers(11)
        let rows = 5, x = numbers.array(rows * columns, -8, 8), dy = numbers.array(rows * columns)
        let values = eachRow(x, columns, softmax), logs = eachRow(x, columns) { softmax($0).map { log($0) } }
        for (kernel, expected) in [(\lamina_kernel_table.softmax, values), (\.log_softmax, logs)] as [(KernelPath, [Double])] {
            check(kernel, units: rows) { workspace in
                lamina_rows_arguments(rows: extent(rows), columns: Int64(columns), x: workspace.input(x), y: workspace.output(expected))
            }
            check(kernel, units: rows) { workspace in
                let place = workspace.update(x, expecting: expected)
                return lamina_rows_arguments(rows: extent(rows), columns: Int64(columns), x: place, y: place)
            }
        }
        var gradients: [[Double]] = [[], []]
        for row in 0..<rows {
            let place = row * columns..<(row + 1) * columns
            let point = x[place].map(Double.init), upstream = dy[place].map(Double.init)
            gradients[0] += numericGradient(of: { dot(softmax($0), upstream) }, at: point)
            gradients[1] += numericGradient(of: { dot(softmax($0).map { log($0) }, upstream) }, at: point)
        }
        for (kernel, y, expected) in [(\lamina_kernel_table.softmax_gradient, values, gradients[0]), (\.log_softmax_gradient, logs, gradients[1])]
            as [(KernelPath, [Double], [Double])] {
            check(kernel, units: rows) { workspace in
                lamina_rows_gradient_arguments(
                    rows: extent(rows), columns: Int64(columns), y: workspace.input(y.map { Float($0) }), dy: workspace.input(dy), dx: workspace.output(expected))
            }
        }
    }

    @Test func softmaxOfHugeNumbers() {
        let x: [Float] = [1e38, -1e38, 1e38, -.infinity]
        check(\.softmax, units: 1) { workspace in
            lamina_rows_arguments(rows: extent(1), columns: 4, x: workspace.input(x), y: workspace.output([0.5, 0, 0.5, 0]))
        }
    }

    @Test(arguments: columns) func addBias(_ columns: Int) {
        var numbers = Numbers(12)
        let x = numbers.array(6 * columns), bias = numbers.array(columns)
        check(\.add_bias, units: 6) { workspace in
            lamina_add_bias_arguments(
                rows: extent(6), columns: Int64(columns), x: workspace.input(x), bias: workspace.input(bias),
                y: workspace.output(x.indices.map { Double(x[$0]) + Double(bias[$0 % columns]) }))
        }
    }

    @Test(arguments: columns, [0, 1, 130, 300]) func columnSum(_ columns: Int, _ rows: Int) {
        var numbers = Numbers(13)
        let x = numbers.array(rows * columns)
        var expected = Array(repeating: 0.0, count: columns)
        for (i, value) in x.enumerated() { expected[i % columns] += Double(value) }
        check(\.column_sum, units: columns, grain: 16, tolerance: Tolerance(absolute: 1e-5)) { workspace in
            lamina_column_sum_arguments(rows: extent(rows), columns: Int64(columns), x: workspace.input(x), y: workspace.output(expected))
        }
    }

    @Test(arguments: [1, 7, 8, 61]) func wholeRanges(_ count: Int) {
        var numbers = Numbers(14)
        var w = numbers.array(count)
        w[0] = 0
        let l1: Float = 0.01, l2: Float = 0.02
        check(\.mean, units: 1) { workspace in
            lamina_mean_arguments(count: extent(count), x: workspace.input(w), y: workspace.output([w.doubles.reduce(0, +) / Double(count)]))
        }
        check(\.mean_gradient, units: count, grain: 16) { workspace in
            lamina_mean_arguments(
                count: extent(count), x: workspace.input([2.5]), y: workspace.output(Array(repeating: 2.5 / Double(count), count: count)))
        }
        let penalty = w.doubles.reduce(0) { $0 + Double(l1) * abs($1) + Double(l2) * $1 * $1 }
        check(\.weight_penalty, units: 1) { workspace in
            lamina_weight_penalty_arguments(count: extent(count), w: workspace.input(w), y: workspace.output([penalty]), l1: l1, l2: l2)
        }
        let slopes = w.doubles.map { 3 * (Double(l1) * ($0 > 0 ? 1 : $0 < 0 ? -1 : 0) + 2 * Double(l2) * $0) }
        check(\.weight_penalty_gradient, units: count, grain: 16) { workspace in
            lamina_weight_penalty_gradient_arguments(
                count: extent(count), w: workspace.input(w), dy: workspace.input([3]), dw: workspace.output(slopes), l1: l1, l2: l2)
        }
    }
}
