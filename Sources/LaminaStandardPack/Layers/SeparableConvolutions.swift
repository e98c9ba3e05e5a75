import LaminaKit

/// What separable convolutions of one and two axes have in common: a depthwise convolution, then a product over the channels of each cell.
struct SeparableConvolutionOptions: ConvolutionLayerOptions {
    let filters: Int
    let depthwise: DepthwiseOptions
    let pointwise: WeightOptions
    let ending: ConvolutionEnding

    init(from fields: inout Fields, axes: Int) {
        filters = fields.positiveInteger("filters", "The number of filters: the size of the output's last axis.")
        depthwise = DepthwiseOptions(from: &fields, axes: axes)
        pointwise = fields.weights("pointwise", initializer: GlorotUniform(), called: "glorot_uniform")
        ending = ConvolutionEnding(from: &fields)
    }

    func outputs(for inputs: [Shape]) throws(LayerError) -> [Shape] {
        try ending.outputs(depthwise.window.outputSizes(for: inputs[0], channels: filters))
    }

    func parameters(for inputs: [Shape]) -> [ParameterSpec] {
        let ones = depthwise.window.size.map { _ in 1 }
        let sizes = ones + [depthwise.channels(for: inputs[0]), filters]
        let summary = "[\(ones.map(String.init).joined(separator: ", ")), channels · multiplier, filters]"
        return [depthwise.spec("depthwise_kernel", for: inputs[0]), pointwise.spec("pointwise_kernel", sizes, summary: summary)]
            + ending.parameters(channels: filters)
    }

    func lower(_ input: Value, _ parameters: ParameterValues, into lowering: inout Lowering) throws -> [Value] {
        let image = try depthwise.lower(input, kernel: parameters["depthwise_kernel"], into: &lowering)
        let sizes: [Dimension] = [.fixed(lowering.shape(of: image).features!), .fixed(filters)]
        let sums = try lowering.apply(MatMul(), image, lowering.apply(View(as: Shape(sizes)), parameters["pointwise_kernel"]))
        return try ending.lower(sums, parameters, removesRow: depthwise.window.size.count == 1, into: &lowering)
    }
}

/// A depthwise and a pointwise convolution of a sequence.
struct SeparableConv1D: ConvolutionLayer {
    static let summary = "A convolution over the steps of each channel alone, then over the channels of each step: [steps, channels]."
    let options: SeparableConvolutionOptions

    init(from fields: inout Fields) {
        options = SeparableConvolutionOptions(from: &fields, axes: 1)
    }
}

/// A depthwise and a pointwise convolution of an image.
struct SeparableConv2D: ConvolutionLayer {
    static let summary = "A convolution over each channel alone, then over the channels of each pixel: [height, width, channels]."
    let options: SeparableConvolutionOptions

    init(from fields: inout Fields) {
        options = SeparableConvolutionOptions(from: &fields, axes: 2)
    }
}
