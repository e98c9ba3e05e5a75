import LaminaKit

/// The best of one share among the thresholds at which another one is at least what is asked for.
protocol ConstrainedShare: Metric {
    typealias Shares = @Sendable (ConfusionCounts) -> [Double]
    /// What is constrained, and what is reported.
    static var shares: (constrained: Shares, reported: Shares) { get }
    var options: ConstrainedShareOptions { get }
}

extension ConstrainedShare {
    var name: String { options.name }
    var isBetterWhenHigher: Bool { true }

    var aggregation: MetricAggregation {
        let least = options.least
        return .totals { (totals: [Double]) -> Double in
            let counts = ConfusionCounts(totals)
            let shares = Self.shares
            return zip(shares.constrained(counts), shares.reported(counts)).reduce(0) { $1.0 >= least ? max($0, $1.1) : $0 }
        }
    }

    func check(prediction: Shape, target: Shape) throws(LayerError) {
        try options.thresholds.check(name, prediction: prediction, target: target)
    }

    func lower(prediction: Value, target: Value, into lowering: inout Lowering) throws -> Value {
        try options.thresholds.lower(prediction: prediction, target: target, into: &lowering)
    }
}

struct ConstrainedShareOptions: Sendable {
    let name: String
    let least: Double
    let thresholds: ThresholdOptions

    /// - Parameter constraint: the field that says how large the constrained share must be.
    init(from fields: inout Fields, name: String, constraint: String) {
        self.name = fields.metricName(name)
        least = fields.number(constraint, in: NumberRange(from: 0, to: 1), "The \(constraint) that is asked for.")
        let count = fields.integer("num_thresholds", in: 1...ConfusionLimits.thresholds, default: 200, "How many thresholds are tried.")
        let classID = fields.classID()
        thresholds = ThresholdOptions(
            count == 1 ? .listed([0.5]) : .even(count: count, allExceedFirst: false), classID: classID)
    }
}

enum ConfusionLimits {
    /// Two counts for each go over every batch.
    static let thresholds = 100_000
}

struct SensitivityAtSpecificity: ConstrainedShare {
    static let aliases = ["sensitivity_at_specificity"]
    static let summary = "The best sensitivity TP / (TP + FN) among thresholds whose specificity is at least what is asked for."
    static let shares: (constrained: Shares, reported: Shares) = ({ $0.specificity }, { $0.recall })
    let options: ConstrainedShareOptions

    init(from fields: inout Fields) {
        options = ConstrainedShareOptions(from: &fields, name: "sensitivity_at_specificity", constraint: "specificity")
    }
}

struct SpecificityAtSensitivity: ConstrainedShare {
    static let aliases = ["specificity_at_sensitivity"]
    static let summary = "The best specificity TN / (TN + FP) among thresholds whose sensitivity is at least what is asked for."
    static let shares: (constrained: Shares, reported: Shares) = ({ $0.recall }, { $0.specificity })
    let options: ConstrainedShareOptions

    init(from fields: inout Fields) {
        options = ConstrainedShareOptions(from: &fields, name: "specificity_at_sensitivity", constraint: "sensitivity")
    }
}

struct PrecisionAtRecall: ConstrainedShare {
    static let aliases = ["precision_at_recall"]
    static let summary = "The best precision among thresholds whose recall is at least what is asked for."
    static let shares: (constrained: Shares, reported: Shares) = ({ $0.recall }, { $0.precision })
    let options: ConstrainedShareOptions

    init(from fields: inout Fields) {
        options = ConstrainedShareOptions(from: &fields, name: "precision_at_recall", constraint: "recall")
    }
}

struct RecallAtPrecision: ConstrainedShare {
    static let aliases = ["recall_at_precision"]
    static let summary = "The best recall among thresholds whose precision is at least what is asked for."
    static let shares: (constrained: Shares, reported: Shares) = ({ $0.precision }, { $0.recall })
    let options: ConstrainedShareOptions

    init(from fields: inout Fields) {
        options = ConstrainedShareOptions(from: &fields, name: "recall_at_precision", constraint: "precision")
    }
}
