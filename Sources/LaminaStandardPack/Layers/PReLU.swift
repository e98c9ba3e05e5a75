import LaminaKit

/// A rectified linear unit whose slope below 0 is learned.
struct PReLU: Layer {
    static let summary = "`x` above 0, `alpha · x` below, alpha learned for each element of an example, or for what shares it."
    let alpha: WeightOptions
    let sharedAxes: [Int]

    init(from fields: inout Fields) {
        alpha = fields.weights("alpha", initializer: Zeros(), called: "zeros")
        sharedAxes = fields.optionalOneOrMore("shared_axes", each: 1...8, "The axes along which alpha is one, counted from 1; 0 is the batch.") ?? []
    }

    /// An alpha for each step knows the steps' numbers.
    var supportsStreaming: Bool { sharedAxes.contains(1) }
    var passesMask: Bool { true }

    func outputs(for inputs: [Shape]) throws(LayerError) -> [Shape] {
        let shape = inputs[0]
        if let axis = sharedAxes.first(where: { $0 > shape.rank }) { throw LayerError("has no axis \(axis) in \(shape)", field: "shared_axes", input: 0) }
        guard shape.rank > 0, shape.dimensions[firstAxis(rank: shape.rank)...].allSatisfy({ $0.size != nil }) else {
            throw LayerError(
                "needs an input of known sizes, found \(shape)", input: 0, remedy: "give the input's first axis a number, or share alpha along it: \"shared_axes\": [1]")
        }
        return inputs
    }

    func parameters(for inputs: [Shape]) -> [ParameterSpec] {
        let sizes = inputs[0].dimensions.enumerated().map { sharedAxes.contains($0 + 1) ? 1 : $1.size! }
        return [alpha.spec("alpha", sizes, summary: "the slope below 0")]
    }

    func lower(_ inputs: [Value], _ parameters: ParameterValues, into lowering: inout Lowering) throws -> [Value] {
        let shape = lowering.shape(of: inputs[0])
        let first = firstAxis(rank: shape.rank - 1)
        let own = Shape(shape.dimensions.dropFirst(first + 1))
        var slopes = try parameters["alpha"]
        slopes = try lowering.apply(View(as: Shape(lowering.shape(of: slopes).dimensions[first...])), slopes)
        for (axis, dimension) in own.dimensions.enumerated() where lowering.shape(of: slopes)[axis] != dimension {
            slopes = try lowering.apply(Repeat(axis: axis, times: dimension.bound), slopes)
        }
        slopes = try lowering.apply(View(as: [.fixed(own.boundedCount)]), slopes)
        let rows = Shape(shape.dimensions.prefix(first + 1) + [.fixed(own.boundedCount)])
        let y = try lowering.apply(ParametricReLU(), lowering.apply(View(as: rows), inputs[0]), slopes)
        return [try lowering.apply(View(as: shape), y)]
    }

    /// The first axis that alpha does not share, or the last: what lies before it are rows with one alpha. Counted without the batch.
    private func firstAxis(rank: Int) -> Int {
        (0..<rank).first { !sharedAxes.contains($0 + 1) } ?? rank - 1
    }
}
