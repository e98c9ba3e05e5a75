import CLaminaKernels

/// The same elements in memory of their own.
public struct Copy: Operation {
    public init() {}

    public func resultShapes(for operands: [Shape]) -> [Shape] { [operands[0]] }

    public func flops(operands: [Shape], results: [Shape]) -> Extent { Extent(0) }

    public func kernelCalls(at site: KernelSite) -> [KernelCall] {
        let count = site.resultShapes[0].extent
        let arguments = lamina_copy_arguments(count: count.packed, x: site.operand(0), y: site.result(0))
        return [KernelCall(elementwise: \.copy, arguments, count: count)]
    }

    public func pullback(_ site: inout PullbackSite) -> [Value?] { [site.gradient] }
}

/// Writes operand 0 into operand 1, a state: what the next run finds there.
struct Store: NonDifferentiableOperation {
    func resultShapes(for operands: [Shape]) throws(OperationTypeError) -> [Shape] {
        guard operands[0] == operands[1] else {
            throw OperationTypeError("a state of shape \(operands[1]) cannot hold \(operands[0])")
        }
        return []
    }

    var updatedOperands: [Int] { [1] }

    func flops(operands: [Shape], results: [Shape]) -> Extent { Extent(0) }

    func traffic(operands: [Shape], results: [Shape]) -> [Extent] { operands.map(\.extent) }

    func kernelCalls(at site: KernelSite) -> [KernelCall] {
        let count = site.operandShapes[0].extent
        let arguments = lamina_copy_arguments(count: count.packed, x: site.operand(0), y: site.operand(1))
        return [KernelCall(elementwise: \.copy, arguments, count: count)]
    }
}
