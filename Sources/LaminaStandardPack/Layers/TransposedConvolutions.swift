import LaminaKit

/// What transposed convolutions of one and two axes have in common: each cell of the input gives a window of the output, so that an image
/// grows by the strides.
struct TransposedConvolutionOptions: ConvolutionLayerOptions {
    let filters: Int
    let window: ConvolutionWindow
    let outputPadding: [Int]?
    let kernel: WeightOptions
    let ending: ConvolutionEnding

    init(from fields: inout Fields, axes: Int) {
        filters = fields.positiveInteger("filters", "The number of filters: the size of the output's last axis.")
        window = ConvolutionWindow(from: &fields, axes: axes)
        outputPadding = fields.optionalAxes(
            "output_padding", each: 0...Fields.largestInteger, count: axes, "Cells added behind the output, fewer than the strides; null: chosen by 'padding'.")
        kernel = fields.kernel()
        ending = ConvolutionEnding(from: &fields)
        if let outputPadding, zip(outputPadding, window.strides).contains(where: { $0 >= $1 }) {
            fields.report("'output_padding' must be less than 'strides'", at: "output_padding")
        }
    }

    func outputs(for inputs: [Shape]) throws(LayerError) -> [Shape] {
        let sizes = try inputs[0].requiringImage(axes: window.size.count)
        let lengths = axes(sizes).map(\.length)
        guard lengths.allSatisfy({ $0 > 0 }) else {
            throw LayerError("gives an empty output for \(inputs[0])", field: "output_padding", remedy: "leave 'output_padding' out or make it larger")
        }
        return try ending.outputs(lengths + [filters])
    }

    func parameters(for inputs: [Shape]) -> [ParameterSpec] {
        let sizes = window.size + [filters, inputs[0].features!]
        return [kernel.spec("kernel", sizes, summary: window.kernelSummary("filters, channels"))] + ending.parameters(channels: filters)
    }

    func lower(_ input: Value, _ parameters: ParameterValues, into lowering: inout Lowering) throws -> [Value] {
        let axes = axes(lowering.shape(of: input).sizesWithoutBatch)
        let image = try window.asImage(input, in: &lowering)
        let kernel = try window.imageKernel(parameters["kernel"], in: &lowering)
        let rows = axes.count == 1 ? GrowingAxis(window: WindowAxis(size: 1), length: 1) : axes[0]
        let columns = axes.last!
        let operation = ConvolutionTransposed(
            Convolution(rows: rows.window, columns: columns.window), height: rows.length, width: columns.length)
        let sums = try lowering.apply(operation, image, kernel)
        return try ending.lower(sums, parameters, removesRow: axes.count == 1, into: &lowering)
    }

    /// One axis of the output, and the window over it that a convolution which gives the input would have.
    private struct GrowingAxis {
        let window: WindowAxis
        let length: Int
    }

    /// As Keras does on JAX: the input, `stride - 1` zeros between its cells, has `left` and `right` zeros around it for the window to move over.
    private func axes(_ sizes: [Int]) -> [GrowingAxis] {
        window.size.indices.map { axis in
            let (stride, dilation) = (window.strides[axis], window.dilations[axis])
            let reach = WindowAxis(size: window.size[axis], dilation: dilation).reach
            let (left, right) = paddings(reach: reach, stride: stride, more: outputPadding?[axis])
            let spread = (sizes[axis] - 1).saturatingProduct(stride).saturatingSum(left).saturatingSum(right)
            let plain = WindowAxis(
                size: window.size[axis], stride: stride, dilation: dilation, before: reach - 1 - left, after: max(0, reach - 1 - right))
            return GrowingAxis(window: plain, length: spread.saturatingSum(2 - reach))
        }
    }

    private func paddings(reach: Int, stride: Int, more: Int?) -> (left: Int, right: Int) {
        if window.padding == .valid {
            return (reach - 1, (reach - 1).saturatingSum(more ?? max(0, stride - reach)))
        }
        let total = more.map { (reach - 2 + reach % 2).saturatingSum($0) } ?? stride.saturatingSum(reach - 2)
        let left = min(total / 2 + total % 2, reach - 1)
        return (left, total - left)
    }
}

/// A transposed convolution of a sequence.
struct Conv1DTranspose: ConvolutionLayer {
    static let summary = "A convolution turned round: each step of [steps, channels] gives a window of the longer output."
    let options: TransposedConvolutionOptions

    init(from fields: inout Fields) {
        options = TransposedConvolutionOptions(from: &fields, axes: 1)
    }
}

/// A transposed convolution of an image.
struct Conv2DTranspose: ConvolutionLayer {
    static let summary = "A convolution turned round: each pixel of [height, width, channels] gives a window of the larger output."
    let options: TransposedConvolutionOptions

    init(from fields: inout Fields) {
        options = TransposedConvolutionOptions(from: &fields, axes: 2)
    }
}
