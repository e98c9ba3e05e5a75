import LaminaKit

/// Keras's `accuracy`: binary, sparse or categorical as prediction and target say.
struct Accuracy: Metric {
    static let typeName = "Accuracy"
    static let aliases = ["accuracy", "acc"]
    static let summary = "The share of right predictions: binary for one output, else of the class with the largest one."
    let name = "accuracy"
    let isBetterWhenHigher = true

    init(from fields: inout Fields) {}

    func lower(prediction: Value, target: Value, into lowering: inout Lowering) throws -> Value {
        let width = lowering.shape(of: prediction).features
        let comparison: AccuracyShare.Comparison =
            width == 1 ? .binary(threshold: 0.5) : lowering.shape(of: target).features == 1 ? .sparse : .categorical
        return try lowering.apply(AccuracyShare(comparison: comparison), prediction, target)
    }
}

struct BinaryAccuracy: Metric {
    static let aliases = ["binary_accuracy"]
    static let summary = "The share of numbers that are on the right side of a threshold; targets are 0 and 1."
    let name = "binary_accuracy"
    let isBetterWhenHigher = true
    private let threshold: Double

    init(from fields: inout Fields) {
        threshold = fields.number("threshold", default: 0.5, "What a prediction of 1 is greater than.")
    }

    func check(prediction: Shape, target: Shape) throws(LayerError) { try requireTarget(prediction, prediction, target, name) }

    func lower(prediction: Value, target: Value, into lowering: inout Lowering) throws -> Value {
        try lowering.apply(AccuracyShare(comparison: .binary(threshold: Float(threshold))), prediction, target)
    }
}

struct CategoricalAccuracy: Metric {
    static let aliases = ["categorical_accuracy"]
    static let summary = "The share of rows whose largest prediction is the target's class; a target is a distribution (one-hot)."
    let name = "categorical_accuracy"
    let isBetterWhenHigher = true

    init(from fields: inout Fields) {}

    func check(prediction: Shape, target: Shape) throws(LayerError) { try requireTarget(prediction, prediction, target, name) }

    func lower(prediction: Value, target: Value, into lowering: inout Lowering) throws -> Value {
        try lowering.apply(AccuracyShare(comparison: .categorical), prediction, target)
    }
}

struct SparseCategoricalAccuracy: Metric {
    static let aliases = ["sparse_categorical_accuracy"]
    static let summary = "The share of rows whose largest prediction is the target's class; a target is a class number."
    let name = "sparse_categorical_accuracy"
    let isBetterWhenHigher = true

    init(from fields: inout Fields) {}

    func check(prediction: Shape, target: Shape) throws(LayerError) {
        try requireTarget(prediction.replacingLast(with: 1), prediction, target, name)
    }

    func lower(prediction: Value, target: Value, into lowering: inout Lowering) throws -> Value {
        try lowering.apply(AccuracyShare(comparison: .sparse), prediction, target)
    }
}
