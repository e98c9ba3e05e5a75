import LaminaKit

/// Its inputs side by side.
struct Concatenate: Layer {
    static let summary = "Its inputs side by side along one axis."
    static let inputCount = 2...64
    let axis: Int

    init(from fields: inout Fields) {
        axis = fields.integer("axis", in: -8...8, default: -1, "The axis; 0 is the batch and not allowed, -1 the last.")
        if axis == 0 { fields.report("'axis' 0 is the batch: inputs cannot be joined there", at: "axis") }
    }

    var supportsStreaming: Bool { axis == -1 }

    func outputs(for inputs: [Shape]) throws(LayerError) -> [Shape] {
        let index = axisIndex(rank: inputs[0].rank) - 1
        guard inputs[0].dimensions.indices.contains(index) else {
            throw LayerError("has no axis \(axis) in inputs of shape \(inputs[0])", field: "axis")
        }
        var total = 0
        for (position, shape) in inputs.enumerated() {
            guard shape.rank == inputs[0].rank,
                shape.dimensions.indices.allSatisfy({ $0 == index || shape[$0] == inputs[0][$0] })
            else {
                throw LayerError("needs inputs that differ on axis \(axis) only, found \(inputs[0]) and \(shape)", input: position)
            }
            guard let size = shape[index].size else {
                throw LayerError("cannot join on a free time axis, found \(shape)", input: position)
            }
            total += size
        }
        var result = inputs[0]
        result.dimensions[index] = .fixed(total)
        return [result]
    }

    func lower(_ inputs: [Value], _ parameters: ParameterValues, into lowering: inout Lowering) throws -> [Value] {
        let axis = axisIndex(rank: lowering.shape(of: inputs[0]).rank - 1)
        let result = try lowering.results(of: ConcatenateTensors(axis: axis), inputs)[0]
        lowering.setMask(axis == 1 ? try maskOfSteps(inputs, &lowering) : try maskOfAny(inputs, &lowering), of: result)
        return [result]
    }

    /// Of sequences one after the other: those without a mask count in all their steps.
    private func maskOfSteps(_ inputs: [Value], _ lowering: inout Lowering) throws -> Value? {
        guard inputs.contains(where: { lowering.mask(of: $0) != nil }) else { return nil }
        let masks = try inputs.map { input in
            try lowering.mask(of: input) ?? lowering.apply(Fill(1, shape: Shape(lowering.shape(of: input).dimensions.prefix(2))))
        }
        return try lowering.results(of: ConcatenateTensors(axis: 1), masks)[0]
    }

    /// Of sequences side by side: a step counts where it does in any.
    private func maskOfAny(_ inputs: [Value], _ lowering: inout Lowering) throws -> Value? {
        let masks = inputs.compactMap { lowering.mask(of: $0) }
        guard masks.count == inputs.count, var any = masks.first else { return nil }
        for mask in masks.dropFirst() { any = try lowering.apply(Maximum(), any, mask) }
        return any
    }

    /// Counted with the batch as axis 0.
    private func axisIndex(rank: Int) -> Int {
        axis < 0 ? rank + 1 + axis : axis
    }
}
