import LaminaKit

/// Keras's F-beta of each class, and its averages.
struct FScore: Sendable {
    enum Average: String, CaseIterable, Sendable {
        case micro, macro, weighted
    }

    let name: String
    let beta: Double
    let average: Average?
    let threshold: Double?

    init(from fields: inout Fields, name: String, beta: Double?) {
        self.name = fields.metricName(name)
        average = fields.optionalChoice(
            "average", "How the classes come to one number: of all counts together, their mean, or weighted by their examples; null for one number each.")
        self.beta = beta ?? fields.number("beta", in: .positive, default: 1, "How much recall counts beside precision.")
        threshold = fields.optionalNumber(
            "threshold", in: NumberRange(from: 0, includingLower: false, to: 1), "What a prediction of 1 is greater than; the largest of a row where absent.")
    }

    var aggregation: MetricAggregation {
        let (beta, average) = (beta, average)
        return .totals { (totals: [Double]) -> [MetricValue] in
            let classes = totals.count / 4
            var columns = (0..<4).map { Array(totals[$0 * classes..<($0 + 1) * classes]) }
            if average == .micro { columns = columns.map { [$0.reduce(0, +)] } }
            let scores = columns[0].indices.map { Self.score(columns[0][$0], columns[1][$0], columns[2][$0], beta) }
            switch average {
            case nil: return MetricValue.numbered(scores)
            case .micro, .macro: return [MetricValue(scores.reduce(0, +) / Double(scores.count))]
            case .weighted:
                let sum = columns[3].reduce(0, +) + Self.epsilon
                return [MetricValue(zip(scores, columns[3]).reduce(0) { $0 + $1.0 * ($1.1 / sum) })]
            }
        }
    }

    private static let epsilon = 1e-7

    private static func score(_ right: Double, _ wrong: Double, _ missed: Double, _ beta: Double) -> Double {
        let precision = right / (right + wrong + epsilon)
        let recall = right / (right + missed + epsilon)
        return precision * recall / (beta * beta * precision + recall + epsilon) * (1 + beta * beta)
    }

    func check(prediction: Shape, target: Shape) throws(LayerError) {
        try requireTarget(prediction, prediction, target, name)
        guard prediction.rank == 1, prediction.features != nil else {
            throw LayerError("metric '\(name)' takes a prediction [classes], found \(prediction)")
        }
    }

    func lower(prediction: Value, target: Value, into lowering: inout Lowering) throws -> Value {
        try lowering.apply(ClassMatches(threshold: threshold.map { Float($0) }), prediction, target)
    }
}

protocol FScoreMetric: Metric {
    var score: FScore { get }
}

extension FScoreMetric {
    var name: String { score.name }
    var isBetterWhenHigher: Bool { true }
    var aggregation: MetricAggregation { score.aggregation }

    func check(prediction: Shape, target: Shape) throws(LayerError) { try score.check(prediction: prediction, target: target) }

    func lower(prediction: Value, target: Value, into lowering: inout Lowering) throws -> Value {
        try score.lower(prediction: prediction, target: target, into: &lowering)
    }
}

struct F1Score: FScoreMetric {
    static let aliases = ["f1_score"]
    static let summary = "The harmonic mean of precision and recall of each class, or an average of the classes. Targets are one-hot or 0 and 1."
    let score: FScore

    init(from fields: inout Fields) { score = FScore(from: &fields, name: "f1_score", beta: 1) }
}

struct FBetaScore: FScoreMetric {
    static let aliases = ["fbeta_score"]
    static let summary = "The weighted harmonic mean of precision and recall of each class, or an average of the classes."
    let score: FScore

    init(from fields: inout Fields) { score = FScore(from: &fields, name: "fbeta_score", beta: nil) }
}
