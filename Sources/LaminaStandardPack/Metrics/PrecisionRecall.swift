import LaminaKit

/// The share of right ones among the predictions of yes.
struct Precision: Metric {
    static let aliases = ["precision"]
    static let summary = "The share of right ones among the positive predictions: TP / (TP + FP). Targets are 0 and 1."
    let name: String
    private let options: ThresholdOptions

    init(from fields: inout Fields) {
        name = fields.metricName("precision")
        options = fields.topKOptions()
    }

    let isBetterWhenHigher = true
    let aggregation = MetricAggregation.totals { (totals: [Double]) -> [MetricValue] in MetricValue.numbered(ConfusionCounts(totals).precision) }

    func check(prediction: Shape, target: Shape) throws(LayerError) { try options.check(name, prediction: prediction, target: target) }

    func lower(prediction: Value, target: Value, into lowering: inout Lowering) throws -> Value {
        try options.lower(prediction: prediction, target: target, into: &lowering)
    }
}

/// The share of the yes that was found.
struct Recall: Metric {
    static let aliases = ["recall"]
    static let summary = "The share of the positive targets that were found: TP / (TP + FN). Targets are 0 and 1."
    let name: String
    private let options: ThresholdOptions

    init(from fields: inout Fields) {
        name = fields.metricName("recall")
        options = fields.topKOptions()
    }

    let isBetterWhenHigher = true
    let aggregation = MetricAggregation.totals { (totals: [Double]) -> [MetricValue] in MetricValue.numbered(ConfusionCounts(totals).recall) }

    func check(prediction: Shape, target: Shape) throws(LayerError) { try options.check(name, prediction: prediction, target: target) }

    func lower(prediction: Value, target: Value, into lowering: inout Lowering) throws -> Value {
        try options.lower(prediction: prediction, target: target, into: &lowering)
    }
}

extension Fields {
    /// With `top_k` every one of a row's k largest counts as positive, unless thresholds say more.
    fileprivate mutating func topKOptions() -> ThresholdOptions {
        let topK = optionalInteger("top_k", in: 1...Fields.largestInteger, "Only a row's k largest predictions count as positive.")
        return ThresholdOptions(thresholds(otherwise: topK == nil ? 0.5 : -1e10), topK: topK, classID: classID())
    }
}

/// One cell of the confusion matrix at each threshold.
protocol ConfusionCell: Metric {
    static var cell: @Sendable (ConfusionCounts) -> [Double] { get }
    var options: ThresholdOptions { get }
}

extension ConfusionCell {
    var aggregation: MetricAggregation { .totals { (totals: [Double]) -> [MetricValue] in MetricValue.numbered(Self.cell(ConfusionCounts(totals))) } }

    func check(prediction: Shape, target: Shape) throws(LayerError) { try options.check(name, prediction: prediction, target: target) }

    func lower(prediction: Value, target: Value, into lowering: inout Lowering) throws -> Value {
        try options.lower(prediction: prediction, target: target, into: &lowering)
    }
}

struct TruePositives: ConfusionCell {
    static let aliases = ["true_positives"]
    static let summary = "How many positive predictions are right."
    static let cell: @Sendable (ConfusionCounts) -> [Double] = { $0.truePositives }
    let name: String
    let options: ThresholdOptions
    let isBetterWhenHigher = true

    init(from fields: inout Fields) { (name, options) = fields.cell("true_positives") }
}

struct FalsePositives: ConfusionCell {
    static let aliases = ["false_positives"]
    static let summary = "How many positive predictions are wrong."
    static let cell: @Sendable (ConfusionCounts) -> [Double] = { $0.falsePositives }
    let name: String
    let options: ThresholdOptions

    init(from fields: inout Fields) { (name, options) = fields.cell("false_positives") }
}

struct TrueNegatives: ConfusionCell {
    static let aliases = ["true_negatives"]
    static let summary = "How many negative predictions are right."
    static let cell: @Sendable (ConfusionCounts) -> [Double] = { $0.trueNegatives }
    let name: String
    let options: ThresholdOptions
    let isBetterWhenHigher = true

    init(from fields: inout Fields) { (name, options) = fields.cell("true_negatives") }
}

struct FalseNegatives: ConfusionCell {
    static let aliases = ["false_negatives"]
    static let summary = "How many negative predictions are wrong."
    static let cell: @Sendable (ConfusionCounts) -> [Double] = { $0.falseNegatives }
    let name: String
    let options: ThresholdOptions

    init(from fields: inout Fields) { (name, options) = fields.cell("false_negatives") }
}

extension Fields {
    fileprivate mutating func cell(_ name: String) -> (String, ThresholdOptions) {
        (metricName(name), ThresholdOptions(thresholds(otherwise: 0.5)))
    }
}
