import LaminaKit

/// A metric that is a loss which training only reports.
protocol LossMetric: Metric {
    associatedtype Measure: Loss
    var loss: Measure { get }
}

extension LossMetric {
    func check(prediction: Shape, target: Shape) throws(LayerError) {
        try requireTarget(loss.targetShape(forPrediction: prediction), prediction, target, name)
    }

    func lower(prediction: Value, target: Value, into lowering: inout Lowering) throws -> Value {
        try loss.lower(prediction: prediction, target: target, weights: nil, into: &lowering)
    }
}

func requireTarget(_ wanted: Shape, _ prediction: Shape, _ target: Shape, _ name: String) throws(LayerError) {
    guard wanted == target else {
        throw LayerError(
            wanted == prediction
                ? "metric '\(name)' compares numbers with numbers, but a target here is \(target) for a prediction \(prediction)"
                : "metric '\(name)' takes a target \(wanted) for a prediction \(prediction), but a target here is \(target)",
            remedy: wanted == prediction ? "for class numbers use 'accuracy'" : nil)
    }
}

struct MeanAbsoluteErrorMetric: LossMetric {
    static let typeName = "MeanAbsoluteError"
    static let aliases = MeanAbsoluteError.aliases
    static let summary = MeanAbsoluteError.summary
    let name = "mae"
    let loss: MeanAbsoluteError

    init(from fields: inout Fields) { loss = MeanAbsoluteError(from: &fields) }
}

struct MeanSquaredErrorMetric: LossMetric {
    static let typeName = "MeanSquaredError"
    static let aliases = MeanSquaredError.aliases
    static let summary = MeanSquaredError.summary
    let name = "mse"
    let loss: MeanSquaredError

    init(from fields: inout Fields) { loss = MeanSquaredError(from: &fields) }
}

struct MeanAbsolutePercentageErrorMetric: LossMetric {
    static let typeName = "MeanAbsolutePercentageError"
    static let aliases = MeanAbsolutePercentageError.aliases
    static let summary = MeanAbsolutePercentageError.summary
    let name = "mape"
    let loss: MeanAbsolutePercentageError

    init(from fields: inout Fields) { loss = MeanAbsolutePercentageError(from: &fields) }
}

struct MeanSquaredLogarithmicErrorMetric: LossMetric {
    static let typeName = "MeanSquaredLogarithmicError"
    static let aliases = MeanSquaredLogarithmicError.aliases
    static let summary = MeanSquaredLogarithmicError.summary
    let name = "msle"
    let loss: MeanSquaredLogarithmicError

    init(from fields: inout Fields) { loss = MeanSquaredLogarithmicError(from: &fields) }
}

struct LogCoshError: LossMetric {
    static let aliases = ["log_cosh_error", "logcosh"]
    static let summary = LogCosh.summary
    let name = "logcosh"
    let loss: LogCosh

    init(from fields: inout Fields) { loss = LogCosh(from: &fields) }
}

struct PoissonMetric: LossMetric {
    static let typeName = "Poisson"
    static let aliases = Poisson.aliases
    static let summary = Poisson.summary
    let name = "poisson"
    let loss: Poisson

    init(from fields: inout Fields) { loss = Poisson(from: &fields) }
}

struct KLDivergenceMetric: LossMetric {
    static let typeName = "KLDivergence"
    static let aliases = KLDivergence.aliases
    static let summary = KLDivergence.summary
    let name = "kl_divergence"
    let loss: KLDivergence

    init(from fields: inout Fields) { loss = KLDivergence(from: &fields) }
}

/// The loss with its sign turned: more is better.
struct CosineSimilarityMetric: LossMetric {
    static let typeName = "CosineSimilarity"
    static let aliases = CosineSimilarity.aliases
    static let summary = "The cosine of the angle between prediction and target: 1 is the same direction."
    let name = "cosine_similarity"
    let isBetterWhenHigher = true
    let loss: CosineSimilarity

    init(from fields: inout Fields) { loss = CosineSimilarity(from: &fields) }

    func lower(prediction: Value, target: Value, into lowering: inout Lowering) throws -> Value {
        let value = try loss.lower(prediction: prediction, target: target, weights: nil, into: &lowering)
        return try lowering.apply(Affine(scale: -1), value)
    }
}
