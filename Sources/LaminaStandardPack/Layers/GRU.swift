import CLaminaKernels
import LaminaKit

/// A gated recurrent unit (Cho et al., 2014) with gates z, r, h: `h = z ⊙ h₋₁ + (1 − z) ⊙ h̃`.
struct GRU: RecurrentLayer {
    static let summary = "A gated recurrent unit: h = z ⊙ h₋₁ + (1 − z) ⊙ h̃, gates in the order z, r, h."
    static let stateCount = 1
    var options: RecurrentOptions
    let recurrentActivation: lamina_activation
    let resetsAfter: Bool

    init(from fields: inout Fields) {
        options = RecurrentOptions(from: &fields)
        recurrentActivation = fields.elementwiseActivation(
            "recurrent_activation", default: SigmoidFunction(), called: "sigmoid", "What is applied to the gates.")
        resetsAfter = fields.boolean(
            "reset_after", default: true, "Apply the reset gate after the recurrent product, which then has a bias of its own.")
    }

    func parameters(for inputs: [Shape]) -> [ParameterSpec] {
        let width = options.units.saturatingProduct(3)
        return options.parameters(for: inputs, gates: 3, biasSizes: resetsAfter ? [2, width] : [width])
    }

    func lower(_ inputs: [Value], _ parameters: ParameterValues, into lowering: inout Lowering) throws -> [Value] {
        var inputBias: Value?
        var recurrentBias: Value?
        if options.usesBias {
            let bias = try parameters["bias"]
            inputBias = resetsAfter ? try row(0, of: bias, &lowering) : bias
            recurrentBias = resetsAfter ? try row(1, of: bias, &lowering) : nil
        }
        return try options.lower(
            inputs, .gru(resetAfter: resetsAfter), inputBias: inputBias, recurrentBias: recurrentBias,
            recurrentActivation: recurrentActivation, parameters, into: &lowering)
    }

    private func row(_ index: Int, of matrix: Value, _ lowering: inout Lowering) throws -> Value {
        let row = try lowering.apply(Slice(axis: 0, offset: index, size: 1), matrix)
        return try lowering.apply(View(as: [.fixed(3 * options.units)]), row)
    }
}
