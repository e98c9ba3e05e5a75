import LaminaKit

/// The `axis` field of layers that normalise the last axes of an example.
struct NormalizedAxes: Sendable {
    let axes: [Int]

    init(from fields: inout Fields) {
        axes = fields.oneOrMore("axis", each: -8...8, default: [-1], "The axis that is normalised: the last, or several up to the last.")
    }

    /// Several axes may have time among them.
    var supportsStreaming: Bool { axes.count == 1 }

    /// - Throws: `LayerError` where they are not the last axes of the shape, with known sizes.
    func check(_ shape: Shape) throws(LayerError) {
        let rank = shape.rank + 1
        let found = axes.map { $0 < 0 ? $0 + rank : $0 }.sorted()
        guard !axes.isEmpty, found.first! > 0, found == Array((rank - axes.count)..<rank) else {
            throw LayerError("normalises the last axis or several up to the last, not \(axes) of \(shape)", field: "axis", input: 0)
        }
        guard Shape(shape.dimensions.suffix(axes.count)).sizes != nil else {
            throw LayerError("normalises axes of known sizes, found \(shape)", input: 0)
        }
    }

    /// The sizes of the axes of a shape that was checked.
    func sizes(in shape: Shape) -> [Int] { shape.dimensions.suffix(axes.count).map { $0.size! } }

    /// Applies an operation to rows that hold all the axes, and to parameters as vectors.
    func lower(_ operation: NormalizeRows, _ x: Value, _ factors: [Value], into lowering: inout Lowering) throws -> Value {
        let shape = lowering.shape(of: x)
        guard axes.count > 1 else { return try lowering.results(of: operation, [x] + factors)[0] }
        let count = Dimension.fixed(Shape(shape.dimensions.suffix(axes.count)).boundedCount)
        let rows = try lowering.apply(View(as: Shape(shape.dimensions.dropLast(axes.count) + [count])), x)
        let vectors = try factors.map { try lowering.apply(View(as: [count]), $0) }
        return try lowering.apply(View(as: shape), lowering.results(of: operation, [rows] + vectors)[0])
    }
}
