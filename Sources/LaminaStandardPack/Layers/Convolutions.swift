import LaminaKit

/// A convolution over the two axes of an image.
struct Conv2D: Layer {
    static let summary = "A convolution over the height and width of [height, width, channels]: activation(x ⋆ kernel + bias)."
    let options: ConvolutionOptions

    init(from fields: inout Fields) {
        options = ConvolutionOptions(from: &fields, axes: 2)
    }

    func outputs(for inputs: [Shape]) throws(LayerError) -> [Shape] { try options.outputs(for: inputs) }

    func parameters(for inputs: [Shape]) -> [ParameterSpec] { options.parameters(for: inputs) }

    func lower(_ inputs: [Value], _ parameters: ParameterValues, into lowering: inout Lowering) throws -> [Value] {
        try options.lower(inputs[0], parameters, into: &lowering)
    }
}

/// A convolution over the steps of a sequence.
struct Conv1D: Layer {
    static let summary = "A convolution over the steps of [steps, channels]: activation(x ⋆ kernel + bias)."
    let options: ConvolutionOptions

    init(from fields: inout Fields) {
        options = ConvolutionOptions(from: &fields, axes: 1, allowsCausal: true)
    }

    var supportsStreaming: Bool { false }

    func outputs(for inputs: [Shape]) throws(LayerError) -> [Shape] { try options.outputs(for: inputs) }

    func parameters(for inputs: [Shape]) -> [ParameterSpec] { options.parameters(for: inputs) }

    func lower(_ inputs: [Value], _ parameters: ParameterValues, into lowering: inout Lowering) throws -> [Value] {
        try options.lower(inputs[0], parameters, into: &lowering)
    }
}
