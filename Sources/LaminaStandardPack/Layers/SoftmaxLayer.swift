import LaminaKit

/// Softmax over one axis.
struct SoftmaxLayer: Layer {
    static let typeName = "Softmax"
    static let summary = "Exponentials over one axis, normalised to sum 1."
    let axis: Int

    init(from fields: inout Fields) {
        axis = fields.integer("axis", in: -8...8, default: -1, "The axis; 0 is the batch and not allowed, -1 the last.")
        if axis == 0 { fields.report("'axis' 0 is the batch: an example stands by itself", at: "axis") }
    }

    var supportsStreaming: Bool { axis == -1 }
    var passesMask: Bool { true }

    func outputs(for inputs: [Shape]) throws(LayerError) -> [Shape] {
        let rank = inputs[0].rank + 1
        let index = axisIndex(rank: rank)
        guard (1..<rank).contains(index) else { throw LayerError("has no axis \(axis) in \(inputs[0])", field: "axis", input: 0) }
        if index == rank - 1 {
            _ = try inputs[0].requiringFeatures()
        } else if try inputs[0].requiringSizes().count > Transpose.maximumAxes {
            throw LayerError("takes inputs of at most \(Transpose.maximumAxes) axes for an axis that is not the last, found \(inputs[0])", input: 0)
        }
        return inputs
    }

    func lower(_ inputs: [Value], _ parameters: ParameterValues, into lowering: inout Lowering) throws -> [Value] {
        let rank = lowering.shape(of: inputs[0]).rank
        let index = axisIndex(rank: rank)
        guard index < rank - 1 else { return [try lowering.apply(Softmax(), inputs[0])] }
        let transpose = Transpose(movingToLast: index, of: rank)
        let y = try lowering.apply(Softmax(), lowering.apply(transpose, inputs[0]))
        return [try lowering.apply(transpose.inverse, y)]
    }

    /// Counted with the batch as axis 0.
    private func axisIndex(rank: Int) -> Int { axis < 0 ? rank + axis : axis }
}
