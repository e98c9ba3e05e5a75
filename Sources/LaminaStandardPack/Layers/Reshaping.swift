import LaminaKit

/// All axes in one.
struct Flatten: Layer {
    static let summary = "Makes one axis of all."

    init(from fields: inout Fields) {}

    func outputs(for inputs: [Shape]) throws(LayerError) -> [Shape] {
        [[.fixed(try inputs[0].requiringSizes().reduce(1) { $0.saturatingProduct($1) })]]
    }

    func lower(_ inputs: [Value], _ parameters: ParameterValues, into lowering: inout Lowering) throws -> [Value] {
        let shape = lowering.shape(of: inputs[0])
        return [try lowering.apply(View(as: [shape[0], .fixed(shape.droppingFirst().boundedCount)]), inputs[0])]
    }
}

/// The same elements under another shape.
struct Reshape: Layer {
    static let summary = "Gives the elements another shape; one axis may be -1 and is computed."
    let target: [Int]

    init(from fields: inout Fields) {
        target = fields.integers(
            "target_shape", each: -1...Fields.largestInteger, count: 0...8, "The shape without the batch; at most one -1.")
        if target.contains(0) { fields.report("'target_shape' must not hold 0", at: "target_shape") }
        if target.count(where: { $0 == -1 }) > 1 { fields.report("'target_shape' may hold one -1 only", at: "target_shape") }
    }

    func outputs(for inputs: [Shape]) throws(LayerError) -> [Shape] {
        let total = try inputs[0].requiringSizes().reduce(1) { $0.saturatingProduct($1) }
        let known = target.filter { $0 != -1 }.reduce(1) { $0.saturatingProduct($1) }
        let fits = target.contains(-1) ? total % known == 0 : total == known
        guard fits else {
            throw LayerError("cannot give \(total) elements of \(inputs[0]) the shape \(target)", field: "target_shape")
        }
        return [Shape(target.map { $0 == -1 ? total / known : $0 })]
    }

    func lower(_ inputs: [Value], _ parameters: ParameterValues, into lowering: inout Lowering) throws -> [Value] {
        let shape = lowering.shape(of: inputs[0])
        let total = shape.droppingFirst().boundedCount
        let known = target.filter { $0 != -1 }.reduce(1, *)
        let sizes = target.map { $0 == -1 ? total / known : $0 }
        return [try lowering.apply(View(as: Shape(sizes).prepending(shape[0])), inputs[0])]
    }
}

extension Shape {
    /// All sizes, for layers that mix axes.
    public func requiringSizes() throws(LayerError) -> [Int] {
        guard let sizes else {
            throw LayerError("needs an input with no free time axis, found \(self)", input: 0, remedy: "give the input's first axis a number")
        }
        return sizes
    }
}
