import CLaminaKernels

/// A number of elements, known up to the run's symbols: `coefficient × Π symbols`.
public struct Extent: Hashable, Sendable {
    public var coefficient: Int
    public var symbols: [Symbol]

    public static let one = Extent(coefficient: 1, symbols: [])

    public init(coefficient: Int, symbols: [Symbol]) {
        self.coefficient = coefficient
        self.symbols = symbols
    }

    public init(_ count: Int) {
        self.init(coefficient: count, symbols: [])
    }

    public init(_ dimensions: some Sequence<Dimension>) {
        self = .one
        for dimension in dimensions {
            switch dimension {
            case .fixed(let size): coefficient = coefficient.saturatingProduct(size)
            case .symbol(let symbol): symbols.append(symbol)
            case .merged(let extent):
                coefficient = coefficient.saturatingProduct(extent.coefficient)
                symbols += extent.symbols
            }
        }
    }

    /// The value with every symbol at its bound; `Int.max` where it would overflow.
    public var bound: Int {
        symbols.reduce(coefficient) { $0.saturatingProduct($1.bound) }
    }

    /// The value in a run of `batch` rows with every other symbol at its bound; `Int.max` where it would overflow.
    public func count(batch: Int) -> Int {
        symbols.reduce(coefficient) { $0.saturatingProduct($1.isBatch ? batch : $1.bound) }
    }

    /// The form that kernels evaluate. At most four symbols: a tensor has one batch axis and few free ones.
    public var packed: lamina_extent {
        precondition(symbols.count <= 4, "an extent of more than four free axes")
        let index = symbols.map { UInt8($0.index) } + [0, 0, 0, 0]
        return lamina_extent(coefficient: Int64(coefficient), symbol: (index[0], index[1], index[2], index[3]), reserved: 0)
    }

    public static func * (left: Extent, right: Int) -> Extent {
        Extent(coefficient: left.coefficient.saturatingProduct(right), symbols: left.symbols)
    }
}

extension Extent: CustomStringConvertible {
    public var description: String {
        let names = symbols.map(\.name)
        if names.isEmpty { return String(coefficient) }
        return (coefficient == 1 ? names : [String(coefficient)] + names).joined(separator: "·")
    }
}
