import LaminaKit

// What an operation moves where that is not all of its operands and results: see `Operation.traffic`.

extension GatherRows {
    /// Of the table only the rows that are named.
    public func traffic(operands: [Shape], results: [Shape]) -> [Extent] { [operands[0].extent, results[0].extent * 2] }
}

extension Slice {
    public func traffic(operands: [Shape], results: [Shape]) -> [Extent] { [results[0].extent * 2] }
}

extension View {
    public func traffic(operands: [Shape], results: [Shape]) -> [Extent] { [] }
}
