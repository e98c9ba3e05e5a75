import LaminaKit

struct BinaryCrossentropy: RowwiseLoss {
    static let aliases = ["binary_crossentropy", "bce"]
    static let summary = "Cross-entropy of independent yes-or-no targets."
    let rowLoss: RowLoss
    let takesLogits: Bool

    init(from fields: inout Fields) {
        takesLogits = fields.fromLogits()
        rowLoss = RowLoss(
            takesLogits ? .binaryCrossentropyLogits : .binaryCrossentropy, labelSmoothing: Float(fields.labelSmoothing()))
    }

    var targetMeaning: TargetMeaning { .yesOrNo(threshold: takesLogits ? 0 : 0.5) }
}

struct BinaryFocalCrossentropy: RowwiseLoss {
    static let aliases = ["binary_focal_crossentropy"]
    static let summary = "Binary cross-entropy that counts little where the prediction is right already."
    let rowLoss: RowLoss
    let takesLogits: Bool

    init(from fields: inout Fields) {
        let isBalanced = fields.boolean("apply_class_balancing", default: false, "Weigh the classes: alpha for 1, 1 − alpha for 0.")
        let alpha = fields.number("alpha", in: NumberRange(from: 0, to: 1), default: 0.25, "The weight of class 1.")
        let gamma = fields.number("gamma", in: .nonNegative, default: 2, "How little the right predictions count.")
        takesLogits = fields.fromLogits()
        rowLoss = RowLoss(
            .binaryFocalCrossentropy, labelSmoothing: Float(fields.labelSmoothing()), alpha: isBalanced ? Float(alpha) : -1, gamma: Float(gamma))
    }

    var targetMeaning: TargetMeaning { .yesOrNo(threshold: takesLogits ? 0 : 0.5) }

    func rows(prediction: Value, target: Value, into lowering: inout Lowering) throws -> Value {
        let probabilities = takesLogits ? try lowering.apply(Activate(.sigmoid), prediction) : prediction
        return try lowering.apply(rowLoss, probabilities, target)
    }
}

struct CategoricalCrossentropy: RowwiseLoss {
    static let aliases = ["categorical_crossentropy"]
    static let summary = "Cross-entropy over classes; a target is a distribution over them (one-hot)."
    let rowLoss: RowLoss
    let targetMeaning = TargetMeaning.distribution
    let takesLogits: Bool

    init(from fields: inout Fields) {
        takesLogits = fields.fromLogits()
        rowLoss = RowLoss(
            takesLogits ? .categoricalCrossentropyLogits : .categoricalCrossentropy, labelSmoothing: Float(fields.labelSmoothing()))
    }

    func targetShape(forPrediction shape: Shape) throws(LayerError) -> Shape {
        try requireClasses(shape, Self.typeName)
    }
}

struct SparseCategoricalCrossentropy: RowwiseLoss {
    static let aliases = ["sparse_categorical_crossentropy"]
    static let summary = "Cross-entropy over classes; a target is a class number from 0."
    let rowLoss: RowLoss
    let targetMeaning = TargetMeaning.classNumber
    let takesLogits: Bool

    init(from fields: inout Fields) {
        takesLogits = fields.fromLogits()
        rowLoss = RowLoss(takesLogits ? .sparseCategoricalCrossentropyLogits : .sparseCategoricalCrossentropy)
    }

    func targetShape(forPrediction shape: Shape) throws(LayerError) -> Shape {
        try requireClasses(shape, Self.typeName).replacingLast(with: 1)
    }
}

private func requireClasses(_ shape: Shape, _ name: String) throws(LayerError) -> Shape {
    guard let classes = shape.features, classes > 1 else {
        throw LayerError(
            "loss \(name) needs a prediction [..., classes] of at least 2 classes, found \(shape)",
            remedy: "for one yes-or-no output use binary_crossentropy")
    }
    return shape
}

extension Fields {
    fileprivate mutating func fromLogits() -> Bool {
        boolean("from_logits", default: false, "The prediction holds logits, not probabilities.")
    }

    fileprivate mutating func labelSmoothing() -> Double {
        number("label_smoothing", in: NumberRange(from: 0, to: 1), default: 0, "How much of each target is spread over all classes.")
    }
}
