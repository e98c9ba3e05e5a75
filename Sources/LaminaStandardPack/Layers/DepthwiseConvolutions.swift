import LaminaKit

/// A kernel for each channel alone, as depthwise and separable convolutions have it.
struct DepthwiseOptions: Sendable {
    let window: ConvolutionWindow
    let multiplier: Int
    let weights: WeightOptions

    init(from fields: inout Fields, axes: Int) {
        window = ConvolutionWindow(from: &fields, axes: axes)
        multiplier = fields.positiveInteger("depth_multiplier", default: 1, "Kernels for each channel: so many channels come of one.")
        weights = fields.weights("depthwise", initializer: GlorotUniform(), called: "glorot_uniform")
    }

    func channels(for input: Shape) -> Int { (input.features ?? 1).saturatingProduct(multiplier) }

    func outputSizes(for input: Shape) throws(LayerError) -> [Int] {
        try window.outputSizes(for: input, channels: channels(for: input))
    }

    func spec(_ name: String, for input: Shape) -> ParameterSpec {
        weights.spec(name, window.size + [input.features!, multiplier], summary: window.kernelSummary("channels, multiplier"))
    }

    /// The sums, as an image. Channel c · multiplier + m of the results is channel c by its kernel m: so each channel is repeated first.
    func lower(_ input: Value, kernel: Value, into lowering: inout Lowering) throws -> Value {
        let axes = window.imageAxes(lowering.shape(of: input).sizesWithoutBatch)
        var image = try window.asImage(input, in: &lowering)
        let shape = lowering.shape(of: image)
        let channels: Dimension = .fixed(shape.features! * multiplier)
        if multiplier > 1 {
            let single = try lowering.apply(View(as: Shape(shape.dimensions + [1])), image)
            let repeated = try lowering.apply(Repeat(axis: 4, times: multiplier), single)
            image = try lowering.apply(View(as: Shape(shape.dimensions.dropLast() + [channels])), repeated)
        }
        let kernelShape = Shape([.fixed(axes.rows.size), .fixed(axes.columns.size), channels])
        return try lowering.apply(
            DepthwiseConvolution(rows: axes.rows, columns: axes.columns), image, lowering.apply(View(as: kernelShape), kernel))
    }
}

/// What depthwise convolutions of one and two axes have in common.
struct DepthwiseConvolutionOptions: ConvolutionLayerOptions {
    let depthwise: DepthwiseOptions
    let ending: ConvolutionEnding

    init(from fields: inout Fields, axes: Int) {
        depthwise = DepthwiseOptions(from: &fields, axes: axes)
        ending = ConvolutionEnding(from: &fields)
    }

    func outputs(for inputs: [Shape]) throws(LayerError) -> [Shape] {
        try ending.outputs(depthwise.outputSizes(for: inputs[0]))
    }

    func parameters(for inputs: [Shape]) -> [ParameterSpec] {
        [depthwise.spec("kernel", for: inputs[0])] + ending.parameters(channels: depthwise.channels(for: inputs[0]))
    }

    func lower(_ input: Value, _ parameters: ParameterValues, into lowering: inout Lowering) throws -> [Value] {
        let sums = try depthwise.lower(input, kernel: parameters["kernel"], into: &lowering)
        return try ending.lower(sums, parameters, removesRow: depthwise.window.size.count == 1, into: &lowering)
    }
}

/// Each channel of a sequence convolved alone.
struct DepthwiseConv1D: ConvolutionLayer {
    static let summary = "A convolution over the steps of each channel of [steps, channels] alone."
    let options: DepthwiseConvolutionOptions

    init(from fields: inout Fields) {
        options = DepthwiseConvolutionOptions(from: &fields, axes: 1)
    }
}

/// Each channel of an image convolved alone.
struct DepthwiseConv2D: ConvolutionLayer {
    static let summary = "A convolution over the height and width of each channel of [height, width, channels] alone."
    let options: DepthwiseConvolutionOptions

    init(from fields: inout Fields) {
        options = DepthwiseConvolutionOptions(from: &fields, axes: 2)
    }
}
