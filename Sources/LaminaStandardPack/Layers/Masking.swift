import LaminaKit

/// Leaves out the steps of a sequence whose features all equal one value: layers after it pass them by.
struct Masking: Layer {
    static let summary = "Masks the steps whose features all equal mask_value: recurrent layers, attention, pooling and losses pass them by."
    let maskValue: Double

    init(from fields: inout Fields) {
        maskValue = fields.number("mask_value", default: 0, "The value of every feature in a step that does not count.")
    }

    var supportsStreaming: Bool { true }

    func outputs(for inputs: [Shape]) throws(LayerError) -> [Shape] {
        guard inputs[0].rank == 2, inputs[0].features != nil else {
            throw LayerError("needs a sequence [time, features], found \(inputs[0])", input: 0)
        }
        return inputs
    }

    func lower(_ inputs: [Value], _ parameters: ParameterValues, into lowering: inout Lowering) throws -> [Value] {
        let mask = try lowering.apply(StepMask(value: Float(maskValue)), inputs[0])
        let masked = try lowering.apply(MaskSteps(), inputs[0], mask)
        lowering.setMask(mask, of: masked)
        return [masked]
    }
}
