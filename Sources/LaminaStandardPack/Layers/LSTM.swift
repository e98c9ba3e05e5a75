import CLaminaKernels
import LaminaKit

/// Long short-term memory (Hochreiter and Schmidhuber, 1997) with gates i, f, c, o.
struct LSTM: RecurrentLayer {
    static let summary = "Long short-term memory: c = f ⊙ c₋₁ + i ⊙ c̃, h = o ⊙ activation(c), gates in the order i, f, c, o."
    static let stateCount = 2
    var options: RecurrentOptions
    let recurrentActivation: lamina_activation
    let hasUnitForgetBias: Bool

    init(from fields: inout Fields) {
        options = RecurrentOptions(from: &fields)
        recurrentActivation = fields.elementwiseActivation(
            "recurrent_activation", default: SigmoidFunction(), called: "sigmoid", "What is applied to the gates.")
        hasUnitForgetBias = fields.boolean("unit_forget_bias", default: true, "Start the forget gate's bias at 1.")
    }

    func parameters(for inputs: [Shape]) -> [ParameterSpec] {
        options.parameters(
            for: inputs, gates: 4, biasSizes: [options.units.saturatingProduct(4)],
            biasInitializer: hasUnitForgetBias ? UnitForgetBias(base: options.bias.initializer) : nil)
    }

    func lower(_ inputs: [Value], _ parameters: ParameterValues, into lowering: inout Lowering) throws -> [Value] {
        try options.lower(
            inputs, .lstm, inputBias: options.usesBias ? parameters["bias"] : nil, recurrentBias: nil,
            recurrentActivation: recurrentActivation, parameters, into: &lowering)
    }
}

/// Another initializer's values with ones in the second of four blocks.
private struct UnitForgetBias: Initializer {
    static let summary = "Ones for the forget gate, another initializer's values for the rest."
    let base: any Initializer

    init(base: any Initializer) {
        self.base = base
    }

    init(from fields: inout Fields) {
        base = Zeros()
    }

    func values(sizes: [Int], random: inout RandomStream) -> [Float] {
        var values = base.values(sizes: sizes, random: &random)
        let units = values.count / 4
        values.replaceSubrange(units..<2 * units, with: repeatElement(1, count: units))
        return values
    }
}
