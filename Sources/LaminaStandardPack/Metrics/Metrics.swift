import LaminaKit

struct MeanAbsoluteErrorMetric: Metric {
    static let typeName = "MeanAbsoluteError"
    static let aliases = ["mae", "mean_absolute_error"]
    static let summary = "The mean of `|prediction − target|`."
    let name = "mae"

    init(from fields: inout Fields) {}

    func check(prediction: Shape, target: Shape) throws(LayerError) { try requireSameShape(prediction, target, "mae") }

    func lower(prediction: Value, target: Value, into lowering: inout Lowering) throws -> Value {
        let rows = try lowering.apply(RowLoss(.meanAbsoluteError), prediction, target)
        return try lowering.apply(Mean(), rows)
    }
}

struct MeanSquaredErrorMetric: Metric {
    static let typeName = "MeanSquaredError"
    static let aliases = ["mse", "mean_squared_error"]
    static let summary = "The mean of `(prediction − target)²`."
    let name = "mse"

    init(from fields: inout Fields) {}

    func check(prediction: Shape, target: Shape) throws(LayerError) { try requireSameShape(prediction, target, "mse") }

    func lower(prediction: Value, target: Value, into lowering: inout Lowering) throws -> Value {
        let rows = try lowering.apply(RowLoss(.meanSquaredError), prediction, target)
        return try lowering.apply(Mean(), rows)
    }
}

/// Keras's `accuracy`: binary, sparse or categorical as prediction and target say.
struct Accuracy: Metric {
    static let typeName = "Accuracy"
    static let aliases = ["accuracy", "acc"]
    static let summary = "The share of right predictions: binary for one output, else of the class with the largest one."
    let name = "accuracy"

    init(from fields: inout Fields) {}

    func lower(prediction: Value, target: Value, into lowering: inout Lowering) throws -> Value {
        let width = lowering.shape(of: prediction).features
        let comparison: AccuracyShare.Comparison =
            width == 1 ? .binary(threshold: 0.5) : lowering.shape(of: target).features == 1 ? .sparse : .categorical
        return try lowering.apply(AccuracyShare(comparison: comparison), prediction, target)
    }
}

private func requireSameShape(_ prediction: Shape, _ target: Shape, _ name: String) throws(LayerError) {
    guard prediction == target else {
        throw LayerError(
            "metric '\(name)' compares numbers with numbers, but a target here is \(target) for a prediction \(prediction)",
            remedy: "for class numbers use 'accuracy'")
    }
}
