import LaminaKit

/// `l1 Σ|w| + l2 Σw²`: no half, no division by the batch, as in Keras.
struct L1L2: Regularizer {
    static let typeName = "L1L2"
    static let aliases = ["l1_l2"]
    static let summary = "Adds `l1 Σ|w| + l2 Σw²` to the loss."
    let l1: Double
    let l2: Double

    init(from fields: inout Fields) {
        l1 = fields.number("l1", in: .nonNegative, default: 0, "The factor of Σ|w|.")
        l2 = fields.number("l2", in: .nonNegative, default: 0, "The factor of Σw².")
    }

    func penalty(of parameter: Value, in lowering: inout Lowering) throws -> Value {
        try lowering.apply(WeightPenalty(l1: Float(l1), l2: Float(l2)), parameter)
    }
}

struct L1: Regularizer {
    static let aliases = ["l1"]
    static let summary = "Adds `l1 Σ|w|` to the loss."
    let l1: Double

    init(from fields: inout Fields) {
        l1 = fields.number("l1", in: .nonNegative, default: 0.01, "The factor of Σ|w|.")
    }

    func penalty(of parameter: Value, in lowering: inout Lowering) throws -> Value {
        try lowering.apply(WeightPenalty(l1: Float(l1), l2: 0), parameter)
    }
}

struct L2: Regularizer {
    static let aliases = ["l2"]
    static let summary = "Adds `l2 Σw²` to the loss."
    let l2: Double

    init(from fields: inout Fields) {
        l2 = fields.number("l2", in: .nonNegative, default: 0.01, "The factor of Σw².")
    }

    func penalty(of parameter: Value, in lowering: inout Lowering) throws -> Value {
        try lowering.apply(WeightPenalty(l1: 0, l2: Float(l2)), parameter)
    }
}
