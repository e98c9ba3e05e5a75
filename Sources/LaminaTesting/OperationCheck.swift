import Lamina

/// The rules of `LayerCheck` for an operation that no layer needs to use: its type rule, kernel and pullback.
///
/// ```swift
/// #expect(OperationCheck(Divide(), operands: [[3, 4], [3, 4]]).failures() == [])
/// ```
public struct OperationCheck: Sendable {
    public let operation: any Operation
    /// The shape of each operand, batch left out.
    public let operands: [[Int]]
    public var batch: Int
    public var seed: UInt64

    public init(_ operation: some Operation, operands: [[Int]], batch: Int = 3, seed: UInt64 = 1) {
        self.operation = operation
        self.operands = operands
        self.batch = batch
        self.seed = seed
    }

    /// Every rule that the operation breaks, a sentence each; empty where it keeps all.
    public func failures() -> [String] {
        let layer = LayerCheck(#"{"type": "CheckedOperation"}"#, inputs: operands, parameters: 0, batch: batch, seed: seed)
        return CheckedOperation.$operation.withValue(operation) { layer.failures() }
            .map { "\(operation): \($0)" }
    }
}

/// A layer that is one operation, known to the task that checks it.
struct CheckedOperation: Layer {
    @TaskLocal static var operation: (any Operation)?

    static let summary = "The operation under check."
    static let inputCount = 1...64

    init(from fields: inout Fields) {}

    /// The batch is an axis of the operation's operands: any one free axis stands for it.
    func outputs(for inputs: [Shape]) throws(LayerError) -> [Shape] {
        let batch = Dimension.symbol(.batch(capacity: 2))
        do {
            return try Self.operation!.resultShapes(for: inputs.map { $0.prepending(batch) }).map { $0.droppingFirst() }
        } catch {
            throw LayerError("the type rule refuses these operands: \(error)")
        }
    }

    func lower(_ inputs: [Value], _ parameters: ParameterValues, into lowering: inout Lowering) throws -> [Value] {
        Array(try lowering.results(of: Self.operation!, inputs).prefix(1))
    }
}
