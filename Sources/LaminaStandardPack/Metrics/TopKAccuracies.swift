import LaminaKit

struct TopKCategoricalAccuracy: Metric {
    static let aliases = ["top_k_categorical_accuracy"]
    static let summary = "The share of rows whose class is among the k largest predictions; a target is a distribution (one-hot)."
    let name: String
    let isBetterWhenHigher = true
    private let k: Int

    init(from fields: inout Fields) {
        name = fields.metricName("top_k_categorical_accuracy")
        k = fields.topK()
    }

    func check(prediction: Shape, target: Shape) throws(LayerError) { try requireTarget(prediction, prediction, target, name) }

    func lower(prediction: Value, target: Value, into lowering: inout Lowering) throws -> Value {
        try lowering.apply(TopKShare(k: k, isSparse: false), prediction, target)
    }
}

struct SparseTopKCategoricalAccuracy: Metric {
    static let aliases = ["sparse_top_k_categorical_accuracy"]
    static let summary = "The share of rows whose class is among the k largest predictions; a target is a class number."
    let name: String
    let isBetterWhenHigher = true
    private let k: Int

    init(from fields: inout Fields) {
        name = fields.metricName("sparse_top_k_categorical_accuracy")
        k = fields.topK()
    }

    func check(prediction: Shape, target: Shape) throws(LayerError) {
        try requireTarget(prediction.replacingLast(with: 1), prediction, target, name)
    }

    func lower(prediction: Value, target: Value, into lowering: inout Lowering) throws -> Value {
        try lowering.apply(TopKShare(k: k, isSparse: true), prediction, target)
    }
}

extension Fields {
    fileprivate mutating func topK() -> Int { positiveInteger("k", default: 5, "How many of the largest predictions count.") }
}
