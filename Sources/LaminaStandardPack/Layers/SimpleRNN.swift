import LaminaKit

/// `h = activation(x · kernel + h₋₁ · recurrent_kernel + bias)`.
struct SimpleRNN: RecurrentLayer {
    static let summary = "A fully connected recurrent layer: h = activation(x · kernel + h₋₁ · recurrent_kernel + bias)."
    static let stateCount = 1
    var options: RecurrentOptions

    init(from fields: inout Fields) {
        options = RecurrentOptions(from: &fields)
    }

    func parameters(for inputs: [Shape]) -> [ParameterSpec] {
        options.parameters(for: inputs, gates: 1, biasSizes: [options.units])
    }

    func lower(_ inputs: [Value], _ parameters: ParameterValues, into lowering: inout Lowering) throws -> [Value] {
        try options.lower(
            inputs, .simpleRNN, inputBias: options.usesBias ? parameters["bias"] : nil, recurrentBias: nil,
            recurrentActivation: .linear, parameters, into: &lowering)
    }
}
