import LaminaKit

/// A loss that a kernel computes row by row; its mean over the rows is what training makes small.
protocol RowwiseLoss: Loss {
    var rowLoss: RowLoss { get }

    /// - Returns: one number for each row: the prediction's shape without its last axis.
    func rows(prediction: Value, target: Value, into lowering: inout Lowering) throws -> Value
}

extension RowwiseLoss {
    public func targetShape(forPrediction shape: Shape) throws(LayerError) -> Shape {
        guard shape.features != nil else {
            throw LayerError("loss \(Self.typeName) needs a prediction with a last axis of known size, found \(shape)")
        }
        return rowLoss.function.isSparse ? shape.replacingLast(with: 1) : shape
    }

    public func rows(prediction: Value, target: Value, into lowering: inout Lowering) throws -> Value {
        try lowering.apply(rowLoss, prediction, target)
    }

    public func lower(prediction: Value, target: Value, weights: Value?, into lowering: inout Lowering) throws -> Value {
        var rows = try rows(prediction: prediction, target: target, into: &lowering)
        if let weights { rows = try lowering.apply(Multiply(), rows, weights) }
        return try lowering.apply(Mean(), rows)
    }
}
