import LaminaKit

/// Drops inputs at random during training; the identity otherwise.
struct Dropout: Layer {
    static let summary = "Sets a share of the inputs to 0 during training and scales the rest up; passes all through otherwise."
    let rate: Double

    init(from fields: inout Fields) {
        rate = fields.number("rate", in: .fraction, "The share of inputs that is dropped.")
    }

    var supportsStreaming: Bool { true }
    var passesMask: Bool { true }

    func outputs(for inputs: [Shape]) -> [Shape] { inputs }

    func lower(_ inputs: [Value], _ parameters: ParameterValues, into lowering: inout Lowering) throws -> [Value] {
        guard lowering.mode.isTraining, rate > 0 else { return inputs }
        let mask = DropoutMask(rate: Float(rate), stream: lowering.randomStream())
        return [try lowering.apply(mask, inputs[0])]
    }
}
