import LaminaKit

/// A layer that makes one tensor of several, element by element. Sizes of 1 stand for any: they are repeated, as are axes that a shape
/// does not have before its first.
protocol MergeLayer: Layer {
    init()

    /// - Parameter values: of one shape.
    func merge(_ values: [Value], into lowering: inout Lowering) throws -> Value
}

extension MergeLayer {
    init(from fields: inout Fields) {
        self.init()
    }

    static var inputCount: ClosedRange<Int> { 2...64 }

    var supportsStreaming: Bool { true }

    func outputs(for inputs: [Shape]) throws(LayerError) -> [Shape] {
        var result = inputs[0]
        for (index, shape) in inputs.enumerated() {
            guard let merged = result.merged(with: shape) else {
                throw LayerError(
                    "needs inputs of one shape, or with sizes of 1 where they differ, found \(inputs[0]) and \(shape)", input: index)
            }
            result = merged
        }
        return [result]
    }

    func lower(_ inputs: [Value], _ parameters: ParameterValues, into lowering: inout Lowering) throws -> [Value] {
        let shapes = inputs.map { lowering.shape(of: $0) }
        let merged = shapes.dropFirst().reduce(shapes[0].droppingFirst()) { $0.merged(with: $1.droppingFirst())! }
        let stretched = try inputs.map { try lowering.stretch($0, to: merged.prepending(shapes[0][0])) }
        let result = try merge(stretched, into: &lowering)
        lowering.setMask(try lowering.commonMask(of: inputs), of: result)
        return [result]
    }
}

extension Shape {
    /// The shape that both can be stretched to, nil where there is none.
    fileprivate func merged(with other: Shape) -> Shape? {
        let rank = max(rank, other.rank)
        let pairs = zip(aligned(to: rank), other.aligned(to: rank))
        let dimensions = pairs.map { left, right -> Dimension? in
            if left == right || right == 1 && left.size != nil { return left }
            return left == 1 && right.size != nil ? right : nil
        }
        return dimensions.contains(nil) ? nil : Shape(dimensions.compactMap { $0 })
    }

    private func aligned(to rank: Int) -> [Dimension] {
        [Dimension](repeating: 1, count: rank - self.rank) + dimensions
    }
}

struct Add: MergeLayer {
    static let summary = "The sum of its inputs."

    func merge(_ values: [Value], into lowering: inout Lowering) throws -> Value { try lowering.sum(values) }
}

struct SubtractLayer: MergeLayer {
    static let typeName = "Subtract"
    static let summary = "The first input less the second."
    static let inputCount = 2...2

    func merge(_ values: [Value], into lowering: inout Lowering) throws -> Value {
        try lowering.apply(Subtract(), values[0], values[1])
    }
}

struct AverageLayer: MergeLayer {
    static let typeName = "Average"
    static let summary = "The mean of its inputs."

    func merge(_ values: [Value], into lowering: inout Lowering) throws -> Value {
        try lowering.apply(Affine(scale: 1 / Float(values.count)), lowering.sum(values))
    }
}

struct MultiplyLayer: MergeLayer {
    static let typeName = "Multiply"
    static let summary = "The product of its inputs."

    func merge(_ values: [Value], into lowering: inout Lowering) throws -> Value { try lowering.fold(Multiply(), values) }
}

struct MaximumLayer: MergeLayer {
    static let typeName = "Maximum"
    static let summary = "The largest of its inputs."

    func merge(_ values: [Value], into lowering: inout Lowering) throws -> Value { try lowering.fold(Maximum(), values) }
}

struct MinimumLayer: MergeLayer {
    static let typeName = "Minimum"
    static let summary = "The smallest of its inputs."

    func merge(_ values: [Value], into lowering: inout Lowering) throws -> Value { try lowering.fold(Minimum(), values) }
}

extension Lowering {
    /// The steps that count in each of the values; nil where all do.
    mutating func commonMask(of values: [Value]) throws -> Value? {
        let masks = values.compactMap(mask(of:))
        return masks.isEmpty ? nil : try fold(Multiply(), masks)
    }

    /// An operation of two operands over several, from the first to the last.
    fileprivate mutating func fold(_ operation: some Operation, _ values: [Value]) throws -> Value {
        var result = values[0]
        for value in values.dropFirst() { result = try apply(operation, result, value) }
        return result
    }
}
