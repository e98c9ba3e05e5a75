import LaminaKit

/// A loss of the margin by which a prediction is on the target's side; targets are −1 and 1, or 0 and 1.
protocol MarginLoss: RowwiseLoss {}

extension MarginLoss {
    public func rows(prediction: Value, target: Value, into lowering: inout Lowering) throws -> Value {
        try lowering.apply(rowLoss, prediction, lowering.apply(HingeLabels(), target))
    }
}

struct Hinge: MarginLoss {
    static let aliases = ["hinge"]
    static let summary = "The mean of `max(1 − target·prediction, 0)`, targets −1 and 1 (or 0 and 1)."
    let rowLoss = RowLoss(.hinge)

    init(from fields: inout Fields) {}
}

struct SquaredHinge: MarginLoss {
    static let aliases = ["squared_hinge"]
    static let summary = "The mean of `max(1 − target·prediction, 0)²`, targets −1 and 1 (or 0 and 1)."
    let rowLoss = RowLoss(.squaredHinge)

    init(from fields: inout Fields) {}
}

struct CategoricalHinge: RowwiseLoss {
    static let aliases = ["categorical_hinge"]
    static let summary = "The margin of the right class over the strongest other one: `max(other − right + 1, 0)`."
    let rowLoss = RowLoss(.categoricalHinge)

    init(from fields: inout Fields) {}
}
