import LaminaKit

/// The product of two inputs, summed over one axis of each: for each item of the batch.
struct Dot: Layer {
    static let summary = "The product of two inputs, summed over one axis of each; the other axes of the first come before those of the second."
    static let inputCount = 2...2
    let axes: [Int]
    let isNormalized: Bool

    init(from fields: inout Fields) {
        axes = fields.axes("axes", each: -8...8, count: 2, "The axis of each input that is summed over; 0 is the batch and not allowed.")
        isNormalized = fields.boolean("normalize", default: false, "Divide by the length along the axis first: the cosine of the angle.")
        if axes.contains(0) { fields.report("'axes' must not hold 0, the batch", at: "axes") }
    }

    func outputs(for inputs: [Shape]) throws(LayerError) -> [Shape] {
        var kept: [Int] = []
        var summed: [Int] = []
        for (index, shape) in inputs.enumerated() {
            guard let sizes = shape.sizes else { throw LayerError("needs inputs of known sizes, found \(shape)", input: index) }
            let axis = Self.axis(axes[index], rank: sizes.count + 1) - 1
            guard sizes.indices.contains(axis) else { throw LayerError("has no axis \(axes[index]) in \(shape)", field: "axes", input: index) }
            guard sizes.count <= Transpose.maximumAxes else {
                throw LayerError("takes inputs of at most \(Transpose.maximumAxes) axes, found \(shape)", input: index)
            }
            summed.append(sizes[axis])
            kept += sizes[..<axis] + sizes[(axis + 1)...]
        }
        guard summed[0] == summed[1] else {
            throw LayerError("needs axes of one size, found \(summed[0]) in \(inputs[0]) and \(summed[1]) in \(inputs[1])", input: 1)
        }
        return [Shape(kept.isEmpty ? [1] : kept)]
    }

    func lower(_ inputs: [Value], _ parameters: ParameterValues, into lowering: inout Lowering) throws -> [Value] {
        var (left, right) = try (matrix(inputs[0], 0, &lowering), matrix(inputs[1], 1, &lowering))
        // The kernel knows a summed axis that is the last of both, or the first of one at least.
        if left.isFirst, !right.isFirst {
            left = (try lowering.apply(Transpose(order: [2, 1]), left.value), false)
        }
        let form: BatchProduct.Form = left.isFirst ? .leftTransposed : right.isFirst ? .plain : .rightTransposed
        let y = try lowering.apply(BatchProduct(form), left.value, right.value)
        let shapes = inputs.map { lowering.shape(of: $0) }
        let kept = zip(shapes, axes).flatMap { shape, axis in
            shape.dimensions.indices.dropFirst().filter { $0 != Self.axis(axis, rank: shape.rank) }.map { shape[$0] }
        }
        return [try lowering.apply(View(as: Shape([shapes[0][0]] + (kept.isEmpty ? [1] : kept))), y)]
    }

    /// An input as one matrix an item, the summed axis first or last.
    private func matrix(_ input: Value, _ index: Int, _ lowering: inout Lowering) throws -> (value: Value, isFirst: Bool) {
        let shape = lowering.shape(of: input)
        let axis = Self.axis(axes[index], rank: shape.rank)
        let size = shape[axis]
        let others = Dimension.fixed(shape.droppingFirst().boundedCount / size.bound)
        let isFirst = axis == 1 && shape.rank > 2 && !isNormalized
        var value = input
        if !isFirst {
            if axis != shape.rank - 1 { value = try lowering.apply(Transpose(movingToLast: axis, of: shape.rank), value) }
            if isNormalized { value = try lowering.results(of: NormalizeRows(.unit, epsilon: 1e-7), [value])[0] }
        }
        return (try lowering.apply(View(as: isFirst ? [shape[0], size, others] : [shape[0], others, size]), value), isFirst)
    }

    /// Counted with the batch as axis 0.
    private static func axis(_ axis: Int, rank: Int) -> Int { axis < 0 ? rank + axis : axis }
}
