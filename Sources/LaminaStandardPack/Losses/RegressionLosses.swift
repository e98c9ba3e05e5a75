import LaminaKit

struct MeanSquaredError: RowwiseLoss {
    static let aliases = ["mse", "mean_squared_error"]
    static let summary = "The mean of `(prediction − target)²`."
    let rowLoss = RowLoss(.meanSquaredError)

    init(from fields: inout Fields) {}
}

struct MeanAbsoluteError: RowwiseLoss {
    static let aliases = ["mae", "mean_absolute_error"]
    static let summary = "The mean of `|prediction − target|`."
    let rowLoss = RowLoss(.meanAbsoluteError)

    init(from fields: inout Fields) {}
}

struct MeanAbsolutePercentageError: RowwiseLoss {
    static let aliases = ["mape", "mean_absolute_percentage_error"]
    static let summary = "The mean of `100·|prediction − target| / |target|`."
    let rowLoss = RowLoss(.meanAbsolutePercentageError)

    init(from fields: inout Fields) {}
}

struct MeanSquaredLogarithmicError: RowwiseLoss {
    static let aliases = ["msle", "mean_squared_logarithmic_error"]
    static let summary = "The mean of `(ln(1 + prediction) − ln(1 + target))²`."
    let rowLoss = RowLoss(.meanSquaredLogarithmicError)

    init(from fields: inout Fields) {}
}

struct Huber: RowwiseLoss {
    static let aliases = ["huber"]
    static let summary = "Half the squared error where it is small, else linear in it."
    let rowLoss: RowLoss

    init(from fields: inout Fields) {
        let delta = fields.number("delta", in: .positive, default: 1, "The error from which on the loss is linear.")
        rowLoss = RowLoss(.huber, alpha: Float(delta))
    }
}

struct LogCosh: RowwiseLoss {
    static let aliases = ["log_cosh"]
    static let summary = "The mean of `ln cosh(prediction − target)`."
    let rowLoss = RowLoss(.logCosh)

    init(from fields: inout Fields) {}
}

struct Poisson: RowwiseLoss {
    static let aliases = ["poisson"]
    static let summary = "The mean of `prediction − target·ln(prediction)`: for counts."
    let rowLoss = RowLoss(.poisson)

    init(from fields: inout Fields) {}
}

struct KLDivergence: RowwiseLoss {
    static let aliases = ["kl_divergence", "kld"]
    static let summary = "Kullback and Leibler's divergence `Σ target·ln(target / prediction)` of two distributions."
    let rowLoss = RowLoss(.klDivergence)

    init(from fields: inout Fields) {}
}

struct CosineSimilarity: RowwiseLoss {
    static let aliases = ["cosine_similarity"]
    static let summary = "Minus the cosine of the angle between prediction and target: −1 is the same direction."
    let rowLoss = RowLoss(.cosineSimilarity)

    init(from fields: inout Fields) {}
}
