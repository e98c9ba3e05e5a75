import LaminaKit

/// `h = activation(x · kernel + h₋₁ · recurrent_kernel + bias)`.
struct SimpleRNN: Layer {
    static let summary = "A fully connected recurrent layer: h = activation(x · kernel + h₋₁ · recurrent_kernel + bias)."
    static let inputCount = 1...2
    let options: RecurrentOptions

    init(from fields: inout Fields) {
        options = RecurrentOptions(from: &fields)
    }

    var supportsStreaming: Bool { !options.goesBackwards }

    func outputs(for inputs: [Shape]) throws(LayerError) -> [Shape] { try options.outputs(for: inputs, states: 1) }

    func parameters(for inputs: [Shape]) -> [ParameterSpec] {
        options.parameters(for: inputs, gates: 1, biasSizes: [options.units])
    }

    func lower(_ inputs: [Value], _ parameters: ParameterValues, into lowering: inout Lowering) throws -> [Value] {
        try options.lower(
            inputs, .simpleRNN, inputBias: options.usesBias ? parameters["bias"] : nil, recurrentBias: nil,
            recurrentActivation: .linear, parameters, into: &lowering)
    }
}
