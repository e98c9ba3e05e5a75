import LaminaKit

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The area under the curve that two shares draw as the threshold goes from above 1 to below 0.
struct AUC: Metric {
    static let aliases = ["auc"]
    static let summary = "The area under the ROC or precision-recall curve, by trapezia between thresholds. Targets are 0 and 1."

    let name: String
    let isBetterWhenHigher = true
    private let area: AreaUnderCurve
    private let thresholds: ThresholdCounts.Thresholds
    private let isMultiLabel: Bool
    private let labelCount: Int?
    private let labelWeights: [Double]?
    private let fromLogits: Bool

    init(from fields: inout Fields) {
        name = fields.metricName("auc")
        let count = fields.integer("num_thresholds", in: 2...ConfusionLimits.thresholds, default: 200, "How many thresholds the curve has points for.")
        let curve: AreaUnderCurve.Curve = fields.choice(
            "curve", default: .roc, "True over false positive rate, precision over recall, or their gains.")
        let method: AreaUnderCurve.Method = fields.choice(
            "summation_method", default: .interpolation, "The height between two points: their mean, the lower or the higher one.")
        area = AreaUnderCurve(curve: curve, method: method)
        thresholds = fields.aucThresholds(count: count)
        isMultiLabel = fields.boolean("multi_label", default: false, "The mean of the areas of all labels, not the area of all together.")
        labelCount = fields.optionalInteger("num_labels", in: 1...Fields.largestInteger, "The number of labels, with multi_label.")
        labelWeights = fields.optionalNumbers("label_weights", in: .nonNegative, "How much each label counts.")
        fromLogits = fields.boolean("from_logits", default: false, "The prediction holds logits, not probabilities.")
        if labelCount != nil, !isMultiLabel { fields.report("'num_labels' is for \"multi_label\": true", at: "num_labels") }
    }

    private var isPerLabel: Bool { isMultiLabel || labelWeights != nil }

    var aggregation: MetricAggregation {
        let (area, size, weights, isMultiLabel, isPerLabel) = (area, 2 * (thresholds.count + 1), labelWeights, isMultiLabel, isPerLabel)
        return .totals { (totals: [Double]) -> Double in
            guard isPerLabel else { return area.value(of: ConfusionCounts(totals)) }
            let labels = stride(from: 0, to: totals.count, by: size).map { Array(totals[$0..<$0 + size]) }
            let weights = weights ?? labels.map { _ in 1 }
            guard isMultiLabel else {
                let sums = (0..<size).map { bucket in zip(labels, weights).reduce(0) { $0 + $1.0[bucket] * $1.1 } }
                return area.value(of: ConfusionCounts(sums))
            }
            let areas = labels.map { area.value(of: ConfusionCounts($0)) }
            return share(zip(areas, weights).reduce(0) { $0 + $1.0 * $1.1 }, of: weights.reduce(0, +))
        }
    }

    func check(prediction: Shape, target: Shape) throws(LayerError) {
        try requireTarget(prediction, prediction, target, name)
        guard isPerLabel else { return }
        guard prediction.rank == 1, let labels = prediction.features else {
            throw LayerError("metric '\(name)' with labels takes a prediction [labels], found \(prediction)")
        }
        guard labels.saturatingProduct(2 * (thresholds.count + 1)) <= 1 << 24 else {
            throw LayerError("metric '\(name)' would count at \(thresholds.count) thresholds for each of \(labels) labels: more than can be held")
        }
        if let labelCount, labelCount != labels {
            throw LayerError("metric '\(name)': num_labels is \(labelCount), but the prediction has \(labels) labels")
        }
        if let labelWeights, labelWeights.count != labels {
            throw LayerError("metric '\(name)': \(labelWeights.count) label_weights, but the prediction has \(labels) labels")
        }
    }

    func lower(prediction: Value, target: Value, into lowering: inout Lowering) throws -> Value {
        let probabilities = fromLogits ? try lowering.apply(Activate(.sigmoid), prediction) : prediction
        return try lowering.apply(ThresholdCounts(thresholds: thresholds, perColumn: isPerLabel), probabilities, target)
    }
}

extension Fields {
    /// Evenly from 0 to 1, or what the file lists between the two; a little below 0 and above 1 at the ends.
    fileprivate mutating func aucThresholds(count: Int) -> ThresholdCounts.Thresholds {
        let range = NumberRange(from: 0, to: 1)
        guard let listed = optionalNumbers("thresholds", in: range, count: 1...ThresholdCounts.maximumListed - 2, "Thresholds instead of evenly spaced ones.")
        else { return .even(count: count, allExceedFirst: true) }
        let sorted = listed.sorted()
        return areEven([0] + sorted + [1])
            ? .even(count: sorted.count + 2, allExceedFirst: true) : .listed(([-1e-7] + sorted + [1 + 1e-7]).map { Float($0) })
    }
}

/// Keras's sums over the points of a curve, first threshold first.
struct AreaUnderCurve: Sendable {
    enum Curve: String, CaseIterable, Sendable {
        case roc = "ROC"
        case precisionRecall = "PR"
        case gain = "PRGAIN"
    }

    enum Method: String, CaseIterable, Sendable {
        case interpolation, minoring, majoring
    }

    let curve: Curve
    let method: Method

    func value(of counts: ConfusionCounts) -> Double {
        if curve == .precisionRecall, method == .interpolation { return interpolatedPrecision(counts) }
        let (x, y) = points(counts)
        return (0..<x.count - 1).reduce(0) { sum, index in
            let height: Double
            switch method {
            case .interpolation: height = (y[index] + y[index + 1]) / 2
            case .minoring: height = min(y[index], y[index + 1])
            case .majoring: height = max(y[index], y[index + 1])
            }
            return sum + (x[index] - x[index + 1]) * height
        }
    }

    private func points(_ counts: ConfusionCounts) -> (x: [Double], y: [Double]) {
        switch curve {
        case .roc: (zip(counts.falsePositives, counts.trueNegatives).map { share($0, of: $0 + $1) }, counts.recall)
        case .precisionRecall: (counts.recall, counts.precision)
        case .gain:
            (
                counts.truePositives.indices.map { max(gain(counts, $0, lost: counts.falseNegatives[$0]) ?? 0, 0) },
                counts.truePositives.indices.map { gain(counts, $0, lost: counts.falsePositives[$0]) ?? 1 }
            )
        }
    }

    /// Nil where nothing right was found.
    private func gain(_ counts: ConfusionCounts, _ index: Int, lost: Double) -> Double? {
        let found = counts.truePositives[index]
        guard found != 0 else { return nil }
        let odds = share(found + counts.falseNegatives[index], of: counts.trueNegatives[index] + counts.falsePositives[index])
        return 1 - odds * (lost / found)
    }

    /// True and all positives are linear between two points, precision is not (Davis and Goadrich, 2006).
    private func interpolatedPrecision(_ counts: ConfusionCounts) -> Double {
        let right = counts.truePositives
        let all = zip(right, counts.falsePositives).map(+)
        return (0..<right.count - 1).reduce(0) { sum, index in
            let gained = right[index] - right[index + 1]
            let slope = share(gained, of: max(all[index] - all[index + 1], 0))
            let intercept = right[index + 1] - slope * all[index + 1]
            let ratio = all[index] > 0 && all[index + 1] > 0 ? all[index] / all[index + 1] : 1
            let positives = right[index + 1] + counts.falseNegatives[index + 1]
            return sum + share(slope * (gained + intercept * log(ratio)), of: positives)
        }
    }
}
