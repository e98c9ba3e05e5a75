import LaminaKit

/// The identity, with a penalty on what passes.
struct ActivityRegularization: Layer {
    static let summary = "Passes all through and adds `l1 Σ|x| + l2 Σx²`, divided by the batch size, to the loss."
    let l1: Double
    let l2: Double

    init(from fields: inout Fields) {
        l1 = fields.number("l1", in: .nonNegative, default: 0, "The factor of Σ|x|.")
        l2 = fields.number("l2", in: .nonNegative, default: 0, "The factor of Σx².")
    }

    var supportsStreaming: Bool { true }
    var passesMask: Bool { true }

    func outputs(for inputs: [Shape]) -> [Shape] { inputs }

    func lower(_ inputs: [Value], _ parameters: ParameterValues, into lowering: inout Lowering) throws -> [Value] {
        try lowering.penalize(inputs[0]) { try $1.apply(WeightPenalty(l1: Float(l1), l2: Float(l2)), $0) }
        return inputs
    }
}

extension Lowering {
    /// Adds a penalty on a layer's output, divided by the batch size, to the loss where there is one.
    mutating func penalize(_ output: Value, by penalty: (Value, inout Lowering) throws -> Value) throws {
        guard mode.hasLoss else { return }
        addPenalty(try apply(DivideByBatch(shape(of: output)[0]), penalty(output, &self)))
    }

    /// The output with what its layer's `activity_regularizer` adds to the loss.
    mutating func regularized(_ output: Value, by regularizer: (any Regularizer)?) throws -> Value {
        if let regularizer { try penalize(output) { try regularizer.penalty(of: $0, in: &$1) } }
        return output
    }
}

extension Fields {
    /// A layer's `activity_regularizer`; nil where the file says nothing or null.
    mutating func activityRegularizer() -> (any Regularizer)? {
        optionalComponent(
            "activity_regularizer", .regularizer, as: (any Regularizer).self, "A penalty on the output, divided by the batch size, added to the loss.")
    }
}
