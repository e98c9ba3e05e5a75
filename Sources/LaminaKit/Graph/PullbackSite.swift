/// One operation seen from its backward side.
public struct PullbackSite {
    public let operands: [Value]
    public let results: [Value]
    /// The gradient of the loss for each result; nil where the loss does not depend on it.
    public let gradients: [Value?]
    private let wanted: [Bool]
    private var lowering: Lowering

    /// Takes `lowering` for itself until `giveBack`: two holders of one graph would copy it at every operation.
    public init(operands: [Value], results: [Value], gradients: [Value?], wanted: [Bool], taking lowering: inout Lowering) {
        self.operands = operands
        self.results = results
        self.gradients = gradients
        self.wanted = wanted
        self.lowering = Lowering(OperationGraph(symbols: []), mode: lowering.mode)
        swap(&self.lowering, &lowering)
    }

    public mutating func giveBack(to lowering: inout Lowering) {
        swap(&self.lowering, &lowering)
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
