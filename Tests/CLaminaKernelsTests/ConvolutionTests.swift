import CLaminaKernels
import Foundation
import Testing

@Suite struct ConvolutionTests {
    /// A geometry with a batch, and the straightforward convolution in double precision.
    struct Case: Sendable, CustomTestStringConvertible {
        var images = 2
        var height, width, channels, filters, rows, columns: Int
        var groups = 1, stride = 1, dilation = 1, isSame = false

        private func axis(_ size: Int, _ kernel: Int) -> (count: Int, before: Int) {
            let reach = (kernel - 1) * dilation + 1
            guard isSame else { return ((size - reach) / stride + 1, 0) }
            let count = (size + stride - 1) / stride
            return (count, max(0, (count - 1) * stride + reach - size) / 2)
        }

        var testDescription: String {
            "\(height)×\(width)×\(channels), \(filters) of \(rows)×\(columns), \(groups) groups, stride \(stride), dilation \(dilation), same \(isSame)"
        }
        var outHeight: Int { axis(height, rows).count }
        var outWidth: Int { axis(width, columns).count }
        var inputCount: Int { images * height * width * channels }
        var outputCount: Int { images * outHeight * outWidth * filters }
        /// Of sums with as many terms as a window or an image has.
        var tolerance: Tolerance { Tolerance(absolute: channels > 1000 ? 2e-4 : 2e-5) }
        var kernelCount: Int { rows * columns * channels / groups * filters }

        var geometry: lamina_convolution_geometry {
            lamina_convolution_geometry(
                height: Int64(height), width: Int64(width), channels: Int64(channels), out_height: Int64(outHeight), out_width: Int64(outWidth),
                filters: Int64(filters), kernel_height: Int64(rows), kernel_width: Int64(columns), groups: Int64(groups), row_stride: Int64(stride),
                column_stride: Int64(stride), row_dilation: Int64(dilation), column_dilation: Int64(dilation), top: Int64(axis(height, rows).before),
                left: Int64(axis(width, columns).before))
        }

        /// Each product that a convolution adds: places in input, kernel and output.
        func forEachTerm(_ body: (Int, Int, Int) -> Void) {
            let (top, left) = (axis(height, rows).before, axis(width, columns).before)
            let (depth, breadth) = (channels / groups, filters / groups)
            for place in 0..<images * outHeight * outWidth {
                let (image, y, x) = (place / (outHeight * outWidth), place / outWidth % outHeight, place % outWidth)
                for tap in 0..<rows * columns {
                    let (row, column) = (y * stride + tap / columns * dilation - top, x * stride + tap % columns * dilation - left)
                    guard (0..<height).contains(row), (0..<width).contains(column) else { continue }
                    let pixel = ((image * height + row) * width + column) * channels
                    for f in 0..<filters {
                        for c in 0..<depth { body(pixel + f / breadth * depth + c, (tap * depth + c) * filters + f, place * filters + f) }
                    }
                }
            }
        }

        func winogradPacked(_ kernel: [Float], transposed: Bool) -> [Float] {
            let workspace = Workspace(layout: .guarded)
            let (depth, columns) = transposed ? (filters, channels) : (channels, filters)
            let target = workspace.scratch(Int(lamina_winograd_packed_count(Int64(depth), Int64(columns))))
            let block = lamina_pack_convolution_arguments(
                geometry: geometry, kernel: workspace.input(kernel), packed: target, transposed: transposed ? 1 : 0)
            let panels = (columns + Int(lamina_panel_width()) - 1) / Int(lamina_panel_width())
            withUnsafePointer(to: block) { lamina_kernels_for(LAMINA_ISA_BASELINE).pointee.pack_winograd!(&workspace.run, $0, 0, Int64(panels)) }
            return workspace.values(target)
        }

        func winograd(
            _ workspace: Workspace, packed: [Float], grain: Int, rows: Int, depth: Int, _ convolution: (lamina_ref) -> lamina_convolution_arguments
        ) -> lamina_winograd_arguments {
            let grains = (images * rows + grain - 1) / grain
            return lamina_winograd_arguments(
                convolution: convolution(workspace.input(packed, bound: false)),
                scratch: workspace.scratch(grains * Int(lamina_winograd_scratch_count(Int64(depth)))), grain: Int64(grain), pools: 0)
        }

        func packed(_ kernel: [Float], transposed: Bool) -> [Float] {
            let workspace = Workspace(layout: .guarded)
            let panels = (transposed ? channels : filters) / groups
            let target = workspace.scratch(Int(lamina_convolution_packed_count(geometry, transposed ? 1 : 0)))
            let block = lamina_pack_convolution_arguments(
                geometry: geometry, kernel: workspace.input(kernel), packed: target, transposed: transposed ? 1 : 0)
            let units = groups * ((panels + Int(lamina_panel_width()) - 1) / Int(lamina_panel_width()))
            withUnsafePointer(to: block) { lamina_kernels_for(LAMINA_ISA_BASELINE).pointee.pack_convolution!(&workspace.run, $0, 0, Int64(units)) }
            return workspace.values(target)
        }
    }

    static let cases: [Case] = [
        Case(height: 1, width: 1, channels: 1, filters: 1, rows: 1, columns: 1),
        Case(height: 5, width: 7, channels: 1, filters: 3, rows: 3, columns: 3, isSame: true),
        Case(height: 6, width: 29, channels: 1, filters: 6, rows: 5, columns: 5, isSame: true),
        Case(height: 9, width: 8, channels: 6, filters: 16, rows: 5, columns: 5),
        Case(height: 7, width: 11, channels: 3, filters: 33, rows: 3, columns: 2, stride: 2, isSame: true),
        Case(height: 8, width: 9, channels: 17, filters: 5, rows: 3, columns: 4, stride: 3, isSame: true),
        Case(height: 8, width: 8, channels: 20, filters: 40, rows: 3, columns: 3, isSame: true),
        Case(height: 7, width: 9, channels: 4, filters: 6, rows: 3, columns: 3, groups: 2, stride: 2),
        Case(height: 6, width: 7, channels: 3, filters: 3, rows: 2, columns: 3, groups: 3, isSame: true),
        Case(height: 9, width: 10, channels: 2, filters: 5, rows: 3, columns: 3, dilation: 3, isSame: true),
        Case(height: 3, width: 4, channels: 2, filters: 3, rows: 2, columns: 2, stride: 3, isSame: true),
        // Few channels of output, where lanes are pixels.
        Case(height: 7, width: 41, channels: 3, filters: 8, rows: 3, columns: 3, isSame: true),
        Case(height: 9, width: 21, channels: 2, filters: 2, rows: 4, columns: 2),
        Case(images: 3, height: 10, width: 19, channels: 16, filters: 4, rows: 3, columns: 5, dilation: 2, isSame: true),
        Case(images: 1, height: 70, width: 70, channels: 4, filters: 1, rows: 5, columns: 3, isSame: true),
        Case(images: 1, height: 11, width: 34, channels: 9, filters: 5, rows: 3, columns: 3, isSame: true),
        Case(images: 1, height: 2, width: 17, channels: 1, filters: 7, rows: 5, columns: 9, isSame: true),
        Case(images: 1, height: 1, width: 301, channels: 2, filters: 4, rows: 1, columns: 9, isSame: true),
        Case(images: 1, height: 3, width: 6, channels: 1300, filters: 3, rows: 3, columns: 3, isSame: true),
        Case(images: 1, height: 3, width: 7, channels: 1300, filters: 3, rows: 3, columns: 3, stride: 2, isSame: true),
    ]

    @Test(arguments: cases) func forward(_ c: Case) {
        var numbers = Numbers(71)
        let x = numbers.array(c.inputCount), kernel = numbers.array(c.kernelCount, -0.3, 0.3), packed = c.packed(kernel, transposed: false)
        let bias = numbers.array(c.filters), scale = numbers.array(c.filters), offset = numbers.array(c.filters)
        var sums = [Double](repeating: 0, count: c.outputCount)
        c.forEachTerm { sums[$2] += Double(x[$0]) * Double(kernel[$1]) }
        check(\.convolution, units: c.images * c.outHeight, tolerance: c.tolerance) { workspace in
            lamina_convolution_arguments(
                geometry: c.geometry, x: workspace.input(x), packed: workspace.input(packed, bound: false), bias: noRef, scale: noRef, offset: noRef,
                y: workspace.output(sums), activation: activation(LAMINA_LINEAR))
        }
        let expected = sums.indices.map { i -> Double in
            let f = i % c.filters
            return max(0, (sums[i] + Double(bias[f])) * Double(scale[f]) + Double(offset[f]))
        }
        check(\.convolution, units: c.images * c.outHeight, tolerance: c.tolerance) { workspace in
            lamina_convolution_arguments(
                geometry: c.geometry, x: workspace.input(x), packed: workspace.input(packed, bound: false), bias: workspace.input(bias),
                scale: workspace.input(scale), offset: workspace.input(offset), y: workspace.output(expected),
                activation: activation(LAMINA_RELU, 0, .infinity, 0))
        }
    }

    /// The largest of side-by-side windows, as a pooling behind the convolution finds them.
    @Test(arguments: cases, [(2, 2), (1, 3), (3, 1)]) func pooled(_ c: Case, _ pool: (rows: Int, columns: Int)) {
        let (height, width) = (c.outHeight / pool.rows, c.outWidth / pool.columns)
        guard height > 0, width > 0 else { return }
        var numbers = Numbers(74)
        let x = numbers.array(c.inputCount), kernel = numbers.array(c.kernelCount, -0.3, 0.3), packed = c.packed(kernel, transposed: false)
        let bias = numbers.array(c.filters), scale = numbers.array(c.filters), offset = numbers.array(c.filters)
        var sums = [Double](repeating: 0, count: c.outputCount)
        c.forEachTerm { sums[$2] += Double(x[$0]) * Double(kernel[$1]) }
        // The last one jumps up to 0, then falls: it may not be taken of the largest alone.
        let functions: [(lamina_activation, (Double) -> Double)] = [
            (activation(LAMINA_RELU, 0, .infinity, 0), { max(0, $0) }), (activation(LAMINA_TANH), { tanh($0) }), (activation(LAMINA_LINEAR), { $0 }),
            (activation(LAMINA_RELU, 0, .infinity, -0.5), { $0 > -0.5 ? $0 : 0 }),
        ]
        for (block, f) in functions {
            for isScaled in [false, true] {
                let values = sums.indices.map { i -> Double in
                    let channel = i % c.filters, sum = sums[i] + Double(bias[channel])
                    return f(isScaled ? sum * Double(scale[channel]) + Double(offset[channel]) : sum)
                }
                let expected = (0..<c.images * height * width * c.filters).map { place -> Double in
                    let (channel, column, row) = (place % c.filters, place / c.filters % width, place / c.filters / width)
                    let first = row / height * c.outHeight + row % height * pool.rows
                    return (0..<pool.rows * pool.columns).map { cell in
                        values[((first + cell / pool.columns) * c.outWidth + column * pool.columns + cell % pool.columns) * c.filters + channel]
                    }.max()!
                }
                check(\.convolution_max_pooled, units: c.images * height, tolerance: c.tolerance) { workspace in
                    lamina_pooled_convolution_arguments(
                        convolution: lamina_convolution_arguments(
                            geometry: c.geometry, x: workspace.input(x), packed: workspace.input(packed, bound: false), bias: workspace.input(bias),
                            scale: isScaled ? workspace.input(scale) : noRef, offset: isScaled ? workspace.input(offset) : noRef,
                            y: workspace.output(expected), activation: block),
                        pool_rows: Int64(pool.rows), pool_columns: Int64(pool.columns))
                }
            }
        }
    }

    static let winogradCases: [Case] = [
        Case(height: 1, width: 1, channels: 16, filters: 16, rows: 3, columns: 3, isSame: true),
        Case(height: 8, width: 8, channels: 17, filters: 33, rows: 3, columns: 3, isSame: true),
        Case(height: 5, width: 9, channels: 40, filters: 20, rows: 3, columns: 3),
        Case(images: 3, height: 6, width: 30, channels: 16, filters: 70, rows: 3, columns: 3, isSame: true),
        Case(images: 1, height: 4, width: 5, channels: 300, filters: 16, rows: 3, columns: 3, isSame: true),
    ]

    @Test(arguments: winogradCases) func winograd(_ c: Case) {
        var numbers = Numbers(75)
        let x = numbers.array(c.inputCount), dy = numbers.array(c.outputCount), kernel = numbers.array(c.kernelCount, -0.3, 0.3)
        let bias = numbers.array(c.filters), scale = numbers.array(c.filters), offset = numbers.array(c.filters)
        var sums = [Double](repeating: 0, count: c.outputCount), dx = [Double](repeating: 0, count: c.inputCount)
        c.forEachTerm {
            sums[$2] += Double(x[$0]) * Double(kernel[$1])
            dx[$0] += Double(dy[$2]) * Double(kernel[$1])
        }
        let expected = sums.indices.map { i -> Double in
            let f = i % c.filters
            return max(0, (sums[i] + Double(bias[f])) * Double(scale[f]) + Double(offset[f]))
        }
        let rows = (c.outHeight + 1) / 2, grain = 2
        check(\.convolution_winograd, units: c.images * rows, grain: grain, tolerance: c.tolerance) { workspace in
            c.winograd(workspace, packed: c.winogradPacked(kernel, transposed: false), grain: grain, rows: rows, depth: c.channels) { packed in
                lamina_convolution_arguments(
                    geometry: c.geometry, x: workspace.input(x), packed: packed, bias: workspace.input(bias), scale: workspace.input(scale),
                    offset: workspace.input(offset), y: workspace.output(expected), activation: activation(LAMINA_RELU, 0, .infinity, 0))
            }
        }
        let back = (c.height + 1) / 2
        check(\.convolution_winograd_transposed, units: c.images * back, grain: grain, tolerance: c.tolerance) { workspace in
            c.winograd(workspace, packed: c.winogradPacked(kernel, transposed: true), grain: grain, rows: back, depth: c.filters) { packed in
                lamina_convolution_arguments(
                    geometry: c.geometry, x: workspace.input(dy), packed: packed, bias: noRef, scale: noRef, offset: noRef,
                    y: workspace.output(dx), activation: activation(LAMINA_LINEAR))
            }
        }
        guard c.outHeight % 2 == 0, c.outWidth % 2 == 0 else { return }
        let width = c.outWidth / 2
        let largest = (0..<c.images * rows * width * c.filters).map { place -> Double in
            let (f, column, row) = (place % c.filters, place / c.filters % width, place / c.filters / width)
            return (0..<4).map { expected[((row * 2 + $0 / 2) * c.outWidth + column * 2 + $0 % 2) * c.filters + f] }.max()!
        }
        check(\.convolution_winograd, units: c.images * rows, grain: grain, tolerance: c.tolerance) { workspace in
            var block = c.winograd(workspace, packed: c.winogradPacked(kernel, transposed: false), grain: grain, rows: rows, depth: c.channels) { packed in
                lamina_convolution_arguments(
                    geometry: c.geometry, x: workspace.input(x), packed: packed, bias: workspace.input(bias), scale: workspace.input(scale),
                    offset: workspace.input(offset), y: workspace.output(largest), activation: activation(LAMINA_RELU, 0, .infinity, 0))
            }
            block.pools = 1
            return block
        }
    }

    @Test(arguments: cases) func gradients(_ c: Case) {
        var numbers = Numbers(72)
        let x = numbers.array(c.inputCount), dy = numbers.array(c.outputCount), kernel = numbers.array(c.kernelCount, -0.3, 0.3)
        let packed = c.packed(kernel, transposed: true)
        var dx = [Double](repeating: 0, count: c.inputCount), dw = [Double](repeating: 0, count: c.kernelCount)
        c.forEachTerm {
            dx[$0] += Double(dy[$2]) * Double(kernel[$1])
            dw[$1] += Double(dy[$2]) * Double(x[$0])
        }
        check(\.convolution_transposed, units: c.images * c.height, tolerance: c.tolerance) { workspace in
            lamina_convolution_arguments(
                geometry: c.geometry, x: workspace.input(dy), packed: workspace.input(packed, bound: false), bias: noRef, scale: noRef, offset: noRef,
                y: workspace.output(dx), activation: activation(LAMINA_LINEAR))
        }
        let rows = c.rows * c.columns * c.channels / c.groups
        check(\.convolution_weights, units: rows, grain: 24, tolerance: c.tolerance) { workspace in
            lamina_convolution_weights_arguments(
                geometry: c.geometry, images: extent(c.images), x: workspace.input(x), dy: workspace.input(dy), dw: workspace.output(dw))
        }
    }

    /// A depthwise convolution is one with a group for each channel: its kernel lies in memory as theirs does.
    static let depthwiseCases: [Case] = [
        Case(height: 1, width: 1, channels: 1, filters: 1, rows: 1, columns: 1, groups: 1),
        Case(height: 5, width: 7, channels: 3, filters: 3, rows: 3, columns: 3, groups: 3, isSame: true),
        Case(height: 6, width: 9, channels: 17, filters: 17, rows: 3, columns: 5, groups: 17),
        Case(height: 7, width: 11, channels: 35, filters: 35, rows: 3, columns: 2, groups: 35, stride: 2, isSame: true),
        Case(height: 8, width: 9, channels: 5, filters: 5, rows: 5, columns: 4, groups: 5, stride: 3, isSame: true),
        Case(height: 4, width: 5, channels: 2, filters: 2, rows: 2, columns: 2, groups: 2, stride: 3, isSame: true),
        Case(height: 9, width: 10, channels: 33, filters: 33, rows: 3, columns: 3, groups: 33, dilation: 3, isSame: true),
        Case(height: 2, width: 2, channels: 20, filters: 20, rows: 5, columns: 7, groups: 20, isSame: true),
    ]

    @Test(arguments: depthwiseCases) func depthwise(_ c: Case) {
        var numbers = Numbers(73)
        let x = numbers.array(c.inputCount), kernel = numbers.array(c.kernelCount, -0.3, 0.3), dy = numbers.array(c.outputCount)
        let bias = numbers.array(c.filters), scale = numbers.array(c.filters), offset = numbers.array(c.filters)
        var sums = [Double](repeating: 0, count: c.outputCount), dx = [Double](repeating: 0, count: c.inputCount)
        var dw = [Double](repeating: 0, count: c.kernelCount)
        c.forEachTerm {
            sums[$2] += Double(x[$0]) * Double(kernel[$1])
            dx[$0] += Double(dy[$2]) * Double(kernel[$1])
            dw[$1] += Double(dy[$2]) * Double(x[$0])
        }
        let expected = sums.indices.map { max(0, (sums[$0] + Double(bias[$0 % c.filters])) * Double(scale[$0 % c.filters]) + Double(offset[$0 % c.filters])) }
        check(\.depthwise_convolution, units: c.images * c.outHeight, tolerance: c.tolerance) { workspace in
            lamina_depthwise_arguments(
                geometry: c.geometry, x: workspace.input(x), kernel: workspace.input(kernel), bias: noRef, scale: noRef, offset: noRef,
                y: workspace.output(sums), activation: activation(LAMINA_LINEAR))
        }
        check(\.depthwise_convolution, units: c.images * c.outHeight, tolerance: c.tolerance) { workspace in
            lamina_depthwise_arguments(
                geometry: c.geometry, x: workspace.input(x), kernel: workspace.input(kernel), bias: workspace.input(bias),
                scale: workspace.input(scale), offset: workspace.input(offset), y: workspace.output(expected),
                activation: activation(LAMINA_RELU, 0, .infinity, 0))
        }
        check(\.depthwise_convolution_transposed, units: c.images * c.height, tolerance: c.tolerance) { workspace in
            lamina_depthwise_arguments(
                geometry: c.geometry, x: workspace.input(dy), kernel: workspace.input(kernel), bias: noRef, scale: noRef, offset: noRef,
                y: workspace.output(dx), activation: activation(LAMINA_LINEAR))
        }
        check(\.depthwise_convolution_weights, units: c.channels, grain: 16, tolerance: c.tolerance) { workspace in
            lamina_convolution_weights_arguments(
                geometry: c.geometry, images: extent(c.images), x: workspace.input(x), dy: workspace.input(dy), dw: workspace.output(dw))
        }
    }

    /// With equal values everywhere the first cell of a window has the gradient, or all have a part.
    @Test func tiesOfMaximumPooling() {
        let c = Case(images: 1, height: 3, width: 3, channels: 2, filters: 2, rows: 3, columns: 3, isSame: true)
        let dy = (0..<18).map { Float($0 / 2 + 1) }
        let first: [Double] = [12, 9, 0, 15, 9, 0, 0, 0, 0].flatMap { [$0, $0] }
        check(\.max_pooling_gradient, units: 1, tolerance: .exact) { workspace in
            lamina_pooling_gradient_arguments(
                geometry: c.geometry, x: workspace.input([Float](repeating: 0, count: 18)), dy: workspace.input(dy), dx: workspace.output(first))
        }
        let whole = Case(images: 1, height: 2, width: 2, channels: 3, filters: 3, rows: 2, columns: 2)
        let x: [Float] = [1, 0, 2, 1, 0, 0, 0, 0, 0, 1, 0, 1]
        let parts: [Double] = [2, 1.5, 6, 2, 1.5, 0, 0, 1.5, 0, 2, 1.5, 0]
        check(\.max_pooling_shared_gradient, units: 1, tolerance: Tolerance()) { workspace in
            lamina_pooling_gradient_arguments(
                geometry: whole.geometry, x: workspace.input(x), dy: workspace.input([6, 6, 6]), dx: workspace.output(parts))
        }
    }

    /// 2 × 2 windows side by side over few and many channels, with a row and a column left over: the first largest cell has the gradient.
    @Test(arguments: [1, 3, 6, 8, 9, 17], [(4, 6), (5, 7), (2, 29)]) func gradientOfMaximumPooling(_ channels: Int, _ size: (height: Int, width: Int)) {
        var numbers = Numbers(76)
        let images = 2, (height, width) = size, (rows, columns) = (height / 2, width / 2)
        // Rounded, for ties.
        let x = numbers.array(images * height * width * channels, -1.5, 1.5).map { $0.rounded() }
        let dy = numbers.array(images * rows * columns * channels)
        var dx = [Double](repeating: 0, count: x.count)
        for place in dy.indices {
            let (channel, column, row) = (place % channels, place / channels % columns, place / channels / columns % rows)
            let image = place / (channels * columns * rows)
            let cells = (0..<4).map { (((image * height) + row * 2 + $0 / 2) * width + column * 2 + $0 % 2) * channels + channel }
            let largest = cells.map { x[$0] }.max()!
            dx[cells.first { x[$0] == largest }!] = Double(dy[place])
        }
        let geometry = lamina_convolution_geometry(
            height: Int64(height), width: Int64(width), channels: Int64(channels), out_height: Int64(rows), out_width: Int64(columns),
            filters: Int64(channels), kernel_height: 2, kernel_width: 2, groups: 1, row_stride: 2, column_stride: 2, row_dilation: 1, column_dilation: 1,
            top: 0, left: 0)
        check(\.max_pooling_gradient, units: images, tolerance: .exact) { workspace in
            lamina_pooling_gradient_arguments(geometry: geometry, x: workspace.input(x), dy: workspace.input(dy), dx: workspace.output(dx))
        }
    }
}
