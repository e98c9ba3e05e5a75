import LaminaKit

/// The window of a convolution over one or two axes, and the fields that say it. One axis is an image of height 1.
struct ConvolutionWindow: Sendable {
    let size: [Int]
    let strides: [Int]
    let padding: WindowPadding
    let dilations: [Int]

    init(from fields: inout Fields, axes: Int, allowsCausal: Bool = false) {
        let sizes = 1...Fields.largestInteger
        size = fields.axes("kernel_size", each: sizes, count: axes, "The size of the window.")
        strides = fields.axes("strides", each: sizes, count: axes, default: 1, "How far the window moves.")
        padding = fields.windowPadding(allowsCausal: allowsCausal)
        dilations = fields.axes("dilation_rate", each: sizes, count: axes, default: 1, "How far the window's cells lie apart.")
        if strides.contains(where: { $0 > 1 }), dilations.contains(where: { $0 > 1 }) {
            fields.report("'strides' above 1 cannot go with a 'dilation_rate' above 1", at: "dilation_rate")
        }
    }

    /// A window of one cell that looks at every cell.
    var isPointwise: Bool { size.allSatisfy { $0 == 1 } && strides.allSatisfy { $0 == 1 } }

    /// For documentation: what a kernel's sizes are, the last two given.
    func kernelSummary(_ last: String) -> String { size.count == 1 ? "[window, \(last)]" : "[rows, columns, \(last)]" }

    func axes(_ sizes: [Int]) -> [WindowAxis] {
        size.indices.map { padding.axis(size: size[$0], stride: strides[$0], dilation: dilations[$0], length: sizes[$0]) }
    }

    /// Rows and columns, for operations on images.
    func imageAxes(_ sizes: [Int]) -> (rows: WindowAxis, columns: WindowAxis) {
        let axes = axes(sizes)
        return (axes.count == 1 ? WindowAxis(size: 1) : axes[0], axes.last!)
    }

    /// The sizes of what windows over an input of this shape give, with as many channels.
    func outputSizes(for input: Shape, channels: Int) throws(LayerError) -> [Int] {
        var result = try input.requiringImage(axes: size.count)
        for (index, axis) in axes(result).enumerated() {
            guard let count = axis.count(on: result[index]) else {
                throw LayerError("has a window of \(axis.reach) cells, larger than \(input)", field: "kernel_size")
            }
            result[index] = count
        }
        result[result.count - 1] = channels
        return result
    }

    /// A value as an image: a sequence with a row axis of 1.
    func asImage(_ value: Value, in lowering: inout Lowering) throws -> Value {
        size.count == 1 ? try lowering.apply(View(as: lowering.shape(of: value).insertingRow), value) : value
    }

    /// A kernel of this window as one of an image.
    func imageKernel(_ kernel: Value, in lowering: inout Lowering) throws -> Value {
        size.count == 1 ? try lowering.apply(View(as: lowering.shape(of: kernel).prepending(1)), kernel) : kernel
    }
}

/// What follows the sums of a convolution: bias, activation, penalty, and the fields that say them.
struct ConvolutionEnding: Sendable {
    let activation: any Activation
    let usesBias: Bool
    let bias: WeightOptions
    let activityRegularizer: (any Regularizer)?

    init(from fields: inout Fields) {
        activation = fields.activation()
        usesBias = fields.boolean("use_bias", default: true, "Add a bias.")
        bias = fields.bias()
        activityRegularizer = fields.activityRegularizer()
    }

    func outputs(_ sizes: [Int]) throws(LayerError) -> [Shape] { [try activation.outputShape(for: Shape(sizes))] }

    func parameters(channels: Int) -> [ParameterSpec] { usesBias ? [bias.spec("bias", [channels], summary: "[channels]")] : [] }

    /// - Parameter removesRow: the sums are an image of height 1 that stands for a sequence.
    func lower(_ sums: Value, _ parameters: ParameterValues, removesRow: Bool, into lowering: inout Lowering) throws -> [Value] {
        var y = sums
        if usesBias { y = try lowering.apply(AddBias(), y, parameters["bias"]) }
        // Functions of single numbers go before the view, where they fuse with the convolution.
        if activation.function != nil { y = try activation.apply(y, in: &lowering) }
        if removesRow { y = try lowering.apply(View(as: lowering.shape(of: y).removingRow), y) }
        if activation.function == nil { y = try activation.apply(y, in: &lowering) }
        return [try lowering.regularized(y, by: activityRegularizer)]
    }
}
