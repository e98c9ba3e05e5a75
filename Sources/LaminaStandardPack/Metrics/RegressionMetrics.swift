import LaminaKit

struct RootMeanSquaredError: Metric {
    static let aliases = ["root_mean_squared_error"]
    static let summary = "The root of the mean of `(prediction − target)²` over all examples."
    let name: String
    let aggregation = MetricAggregation.mean { $0.squareRoot() }

    init(from fields: inout Fields) { name = fields.metricName("root_mean_squared_error") }

    func check(prediction: Shape, target: Shape) throws(LayerError) { try requireTarget(prediction, prediction, target, name) }

    func lower(prediction: Value, target: Value, into lowering: inout Lowering) throws -> Value {
        try lowering.apply(Mean(), lowering.apply(RowLoss(.meanSquaredError), prediction, target))
    }
}

/// The share of the targets' variance that the prediction explains.
struct R2Score: Metric {
    static let aliases = ["r2_score"]
    static let summary = "The coefficient of determination: 1 − squared errors / squared distances of the targets from their mean."

    enum Aggregation: String, CaseIterable, Sendable {
        case uniform = "uniform_average"
        case byVariance = "variance_weighted_average"
    }

    let name: String
    let isBetterWhenHigher = true
    private let classAggregation: Aggregation?
    private let regressorCount: Int

    init(from fields: inout Fields) {
        name = fields.metricName("r2_score")
        classAggregation = fields.optionalChoice(
            "class_aggregation", default: .uniform, "How the columns come to one number; null for one number each.")
        regressorCount = fields.integer(
            "num_regressors", in: 0...Fields.largestInteger, default: 0, "The number of independent predictors of the adjusted score; 0 for the plain one.")
    }

    var aggregation: MetricAggregation {
        let (classAggregation, regressorCount) = (classAggregation, regressorCount)
        return .totals { (totals: [Double]) -> [MetricValue] in
            let columns = (totals.count - 1) / 6
            func sum(_ place: Int, _ column: Int) -> Double { totals[2 * place * columns + column] + totals[(2 * place + 1) * columns + column] }
            let count = totals[6 * columns]
            let distances = (0..<columns).map { sum(1, $0) - sum(0, $0) * (sum(0, $0) / count) }
            let scores = (0..<columns).map { column in
                let score = 1 - sum(2, column) / distances[column]
                return score.isInfinite ? 0 : score
            }
            let combined: [Double]
            switch classAggregation {
            case nil: combined = scores
            case .uniform: combined = [scores.reduce(0, +) / Double(columns)]
            case .byVariance: combined = [zip(distances, scores).reduce(0) { $0 + $1.0 * $1.1 } / distances.reduce(0, +)]
            }
            // As Keras counts: every number of a target is a sample of its own.
            let (samples, regressors) = (count * Double(columns), Double(regressorCount))
            guard regressorCount > 0, regressors < samples - 1 else { return MetricValue.numbered(combined) }
            return MetricValue.numbered(combined.map { 1 - (1 - $0) * (samples - 1) / (samples - regressors - 1) })
        }
    }

    func check(prediction: Shape, target: Shape) throws(LayerError) {
        try requireTarget(prediction, prediction, target, name)
        guard prediction.rank == 1 else { throw LayerError("metric '\(name)' takes a prediction [columns], found \(prediction)") }
    }

    func lower(prediction: Value, target: Value, into lowering: inout Lowering) throws -> Value {
        try lowering.apply(RegressionTotals(), prediction, target)
    }
}
