import LaminaKit

struct BinaryCrossentropy: RowwiseLoss {
    static let aliases = ["binary_crossentropy", "bce"]
    static let summary = "Cross-entropy of independent yes-or-no targets."
    let rowLoss: RowLoss

    init(from fields: inout Fields) {
        let fromLogits = fields.fromLogits()
        rowLoss = RowLoss(
            fromLogits ? .binaryCrossentropyLogits : .binaryCrossentropy, labelSmoothing: Float(fields.labelSmoothing()))
    }
}

struct CategoricalCrossentropy: RowwiseLoss {
    static let aliases = ["categorical_crossentropy"]
    static let summary = "Cross-entropy over classes; a target is a distribution over them (one-hot)."
    let rowLoss: RowLoss

    init(from fields: inout Fields) {
        let fromLogits = fields.fromLogits()
        rowLoss = RowLoss(
            fromLogits ? .categoricalCrossentropyLogits : .categoricalCrossentropy, labelSmoothing: Float(fields.labelSmoothing()))
    }

    func targetShape(forPrediction shape: Shape) throws(LayerError) -> Shape {
        try requireClasses(shape, Self.typeName)
    }
}

struct SparseCategoricalCrossentropy: RowwiseLoss {
    static let aliases = ["sparse_categorical_crossentropy"]
    static let summary = "Cross-entropy over classes; a target is a class number from 0."
    let rowLoss: RowLoss

    init(from fields: inout Fields) {
        rowLoss = RowLoss(fields.fromLogits() ? .sparseCategoricalCrossentropyLogits : .sparseCategoricalCrossentropy)
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
