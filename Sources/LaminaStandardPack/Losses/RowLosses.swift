import LaminaKit

/// A loss that a kernel computes row by row; its mean over the rows is what training makes small.
protocol RowwiseLoss: Loss {
    var rowLoss: RowLoss { get }
}

extension RowwiseLoss {
    public func targetShape(forPrediction shape: Shape) throws(LayerError) -> Shape {
        guard shape.features != nil else {
            throw LayerError("loss \(Self.typeName) needs a prediction with a last axis of known size, found \(shape)")
        }
        return rowLoss.function.isSparse ? shape.replacingLast(with: 1) : shape
    }

    public func lower(prediction: Value, target: Value, into lowering: inout Lowering) throws -> Value {
        let rows = try lowering.apply(rowLoss, prediction, target)
        return try lowering.apply(Mean(), rows)
    }
}
