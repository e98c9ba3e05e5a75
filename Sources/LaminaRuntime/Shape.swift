/// A size known only when a plan runs: the batch, or the length of a free time axis.
public struct Symbol: Hashable, Sendable {
    /// Its place in a run's extents: 0 is the constant one, 1 the batch, then one for each free time axis.
    public let index: Int
    public let name: String
    /// The largest value that a plan is compiled for.
    public let bound: Int

    public init(index: Int, name: String, bound: Int) {
        self.index = index
        self.name = name
        self.bound = bound
    }

    public static let maximumIndex = 15

    public static func batch(capacity: Int) -> Symbol {
        Symbol(index: 1, name: "batch", bound: capacity)
    }

    var isBatch: Bool { index == 1 }
}

/// One axis of a tensor.
public enum Dimension: Hashable, Sendable {
    case fixed(Int)
    case symbol(Symbol)
    /// Several axes seen as one, such as the steps of all examples. Inputs and outputs of a plan have none of these.
    case merged(Extent)

    public var bound: Int {
        switch self {
        case .fixed(let size): size
        case .symbol(let symbol): symbol.bound
        case .merged(let extent): extent.bound
        }
    }

    public var size: Int? {
        if case .fixed(let size) = self { size } else { nil }
    }
}

extension Dimension: ExpressibleByIntegerLiteral, CustomStringConvertible {
    public init(integerLiteral value: Int) {
        self = .fixed(value)
    }

    public var description: String {
        switch self {
        case .fixed(let size): String(size)
        case .symbol(let symbol): symbol.name
        case .merged(let extent): extent.description
        }
    }
}

/// The axes of a tensor, outermost first: `[120, 14]`, `[batch, time, 32]`, `[]` for a single number.
///
/// Shapes of layers leave the batch out; shapes of operations have it as their first axis.
public struct Shape: Hashable, Sendable {
    public var dimensions: [Dimension]

    public init(_ dimensions: some Sequence<Dimension>) {
        self.dimensions = Array(dimensions)
    }

    public init(_ sizes: some Sequence<Int>) {
        dimensions = sizes.map { .fixed($0) }
    }

    public var rank: Int { dimensions.count }

    public var last: Dimension? { dimensions.last }

    /// The last axis's size where it is fixed.
    public var features: Int? { dimensions.last?.size }

    /// All sizes where none is free.
    public var sizes: [Int]? {
        let sizes = dimensions.compactMap(\.size)
        return sizes.count == rank ? sizes : nil
    }

    /// The number of elements as a formula over the run's symbols.
    public var extent: Extent { Extent(dimensions) }

    /// The extent of all axes but the last: the rows of the tensor seen as a matrix.
    public var rows: Extent { Extent(dimensions.dropLast()) }

    /// The number of elements with every free axis at its bound; `Int.max` where it would overflow.
    public var boundedCount: Int {
        dimensions.reduce(1) { $0.saturatingProduct($1.bound) }
    }

    public subscript(index: Int) -> Dimension { dimensions[index] }

    public func replacingLast(with dimension: Dimension) -> Shape {
        Shape(dimensions.dropLast() + [dimension])
    }

    public func prepending(_ dimension: Dimension) -> Shape {
        Shape([dimension] + dimensions)
    }

    public func droppingFirst() -> Shape {
        Shape(dimensions.dropFirst())
    }
}

extension Shape: ExpressibleByArrayLiteral, CustomStringConvertible {
    public init(arrayLiteral elements: Dimension...) {
        dimensions = elements
    }

    public var description: String {
        "[" + dimensions.map(\.description).joined(separator: ", ") + "]"
    }
}

extension Int {
    /// The product, or `Int.max` where it would overflow. Both factors are sizes: not negative.
    public func saturatingProduct(_ other: Int) -> Int {
        let (product, overflow) = multipliedReportingOverflow(by: other)
        return overflow ? .max : product
    }
}
