import CLaminaKernels

/// A piece of mathematics on tensors: its type rule, cost, kernel and derivative in one short file.
///
/// Layers lower themselves to operations; from there on nobody knows layers. A value type: two operations that print alike
/// are alike.
public protocol Operation: Sendable, CustomStringConvertible {
    /// The shapes of the results, batch included; throws where the operands do not fit.
    func resultShapes(for operands: [Shape]) throws(OperationTypeError) -> [Shape]

    /// Floating-point operations of one run.
    func flops(operands: [Shape], results: [Shape]) -> Extent

    /// How many numbers one run must bring from memory and take there, were every cache as large as the operation needs: the sum of these.
    func traffic(operands: [Shape], results: [Shape]) -> [Extent]

    /// The kernel calls that compute the results, in order.
    func kernelCalls(at site: KernelSite) -> [KernelCall]

    /// The gradients of the operands from the gradients of the results: reverse-mode differentiation of this operation.
    ///
    /// Returns one value for each operand, nil where it is constant or not wanted.
    func pullback(_ site: inout PullbackSite) throws -> [Value?]

    /// An operation that brings operand `index` into the form which the kernel reads, such as packed weights. It is computed once
    /// where the operand is constant during inference, once a run where it changes.
    func preparation(ofOperand index: Int, shape: Shape) -> (any Operation)?

    /// Memory that the kernel needs for itself, planned like any value.
    func scratch(operands: [Shape], results: [Shape]) -> [Shape]

    /// The result has the elements of operand 0 in the same order: no kernel, no memory.
    var isView: Bool { get }

    /// Operands whose memory the kernel updates. Such an operation runs after every reader of the old value.
    var updatedOperands: [Int] { get }

    /// The result differs from run to run on the same operands, so that it is never computed beforehand. Within a run it is the same each time,
    /// since a plan may compute it twice: draw from counters (seed, iteration, stream, element).
    var drawsRandomNumbers: Bool { get }
}

extension Operation {
    public func preparation(ofOperand index: Int, shape: Shape) -> (any Operation)? { nil }

    public func scratch(operands: [Shape], results: [Shape]) -> [Shape] { [] }

    public var isView: Bool { false }

    public var updatedOperands: [Int] { [] }

    public var drawsRandomNumbers: Bool { false }

    /// One operation for each element of the results.
    public func flops(operands: [Shape], results: [Shape]) -> Extent {
        results.first?.extent ?? operands.first?.extent ?? .one
    }

    /// Every operand is read once and every result written once; what is updated is both.
    public func traffic(operands: [Shape], results: [Shape]) -> [Extent] {
        (operands + results + updatedOperands.map { operands[$0] }).map(\.extent)
    }

    public var name: String { String(describing: Self.self) }

    public var description: String { name }
}

/// An operation that nothing needs to be differentiated through: gradients, metrics, updates.
public protocol NonDifferentiableOperation: Operation {}

extension NonDifferentiableOperation {
    public func pullback(_ site: inout PullbackSite) throws -> [Value?] {
        throw OperationTypeError("\(name) has no derivative, but the loss depends on it")
    }
}

/// Operands that an operation's type rule refuses.
public struct OperationTypeError: Error, Sendable, CustomStringConvertible {
    public let description: String

    public init(_ description: String) {
        self.description = description
    }
}
