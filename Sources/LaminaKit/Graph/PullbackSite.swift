/// One operation seen from its backward side.
public struct PullbackSite {
    public let operands: [Value]
    public let results: [Value]
    /// The gradient of the loss for each result; nil where the loss does not depend on it.
    public let gradients: [Value?]
    private let wanted: [Bool]
    public private(set) var lowering: Lowering

    public init(operands: [Value], results: [Value], gradients: [Value?], wanted: [Bool], lowering: Lowering) {
        self.operands = operands
        self.results = results
        self.gradients = gradients
        self.wanted = wanted
        self.lowering = lowering
    }

    /// Whether anything trainable lies behind this operand.
    public func wants(_ operand: Int) -> Bool { wanted[operand] }

    /// The gradient of the only result.
    public var gradient: Value { gradients[0]! }

    public func shape(of value: Value) -> Shape { lowering.shape(of: value) }

    public mutating func apply(_ operation: some Operation, _ operands: Value...) throws -> Value {
        try lowering.results(of: operation, operands)[0]
    }

    public mutating func results(of operation: some Operation, _ operands: [Value]) throws -> [Value] {
        try lowering.results(of: operation, operands)
    }
}
