import LaminaKit

/// What the layers of a kind over one and two axes share.
protocol ConvolutionLayerOptions: Sendable {
    func outputs(for inputs: [Shape]) throws(LayerError) -> [Shape]
    func parameters(for inputs: [Shape]) -> [ParameterSpec]
    func lower(_ input: Value, _ parameters: ParameterValues, into lowering: inout Lowering) throws -> [Value]
}

/// A layer that is nothing but its options.
protocol ConvolutionLayer: Layer {
    associatedtype Options: ConvolutionLayerOptions
    var options: Options { get }
}

extension ConvolutionLayer {
    func outputs(for inputs: [Shape]) throws(LayerError) -> [Shape] { try options.outputs(for: inputs) }

    func parameters(for inputs: [Shape]) -> [ParameterSpec] { options.parameters(for: inputs) }

    func lower(_ inputs: [Value], _ parameters: ParameterValues, into lowering: inout Lowering) throws -> [Value] {
        try options.lower(inputs[0], parameters, into: &lowering)
    }
}

/// A convolution over the two axes of an image.
struct Conv2D: ConvolutionLayer {
    static let summary = "A convolution over the height and width of [height, width, channels]: activation(x ⋆ kernel + bias)."
    let options: ConvolutionOptions

    init(from fields: inout Fields) {
        options = ConvolutionOptions(from: &fields, axes: 2)
    }
}

/// A convolution over the steps of a sequence.
struct Conv1D: ConvolutionLayer {
    static let summary = "A convolution over the steps of [steps, channels]: activation(x ⋆ kernel + bias)."
    let options: ConvolutionOptions

    init(from fields: inout Fields) {
        options = ConvolutionOptions(from: &fields, axes: 1, allowsCausal: true)
    }
}
