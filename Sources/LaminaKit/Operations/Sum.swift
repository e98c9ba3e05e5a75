import CLaminaKernels

/// The sum of tensors of one shape, in operand order: what gradients of a value with several readers come to.
public struct Sum: Operation {
    public init() {}

    public static let maximumOperands = Int(LAMINA_MAXIMUM_SUMMANDS)

    public func resultShapes(for operands: [Shape]) throws(OperationTypeError) -> [Shape] {
        guard let first = operands.first, operands.count <= Self.maximumOperands else {
            throw OperationTypeError("Sum takes 1 to \(Self.maximumOperands) tensors, found \(operands.count)")
        }
        guard operands.allSatisfy({ $0 == first }) else {
            throw OperationTypeError("Sum takes tensors of one shape, found \(operands.map(\.description).joined(separator: " and "))")
        }
        return [first]
    }

    public func flops(operands: [Shape], results: [Shape]) -> Extent {
        results[0].extent * max(operands.count - 1, 1)
    }

    public func kernelCalls(at site: KernelSite) -> [KernelCall] {
        var arguments = lamina_sum_arguments()
        arguments.count = site.resultShapes[0].extent.packed
        arguments.summands = Int64(site.operandShapes.count)
        arguments.y = site.result(0)
        withUnsafeMutableBytes(of: &arguments.x) { bytes in
            let references = bytes.assumingMemoryBound(to: lamina_ref.self)
            for index in site.operandShapes.indices {
                references[index] = site.operand(index)
            }
        }
        return [KernelCall(elementwise: \.sum, arguments, count: site.resultShapes[0].extent)]
    }

    public func pullback(_ site: inout PullbackSite) -> [Value?] {
        site.operands.indices.map { site.wants($0) ? site.gradient : nil }
    }
}

extension Lowering {
    /// The sum of any number of tensors of one shape, added from the first to the last.
    public mutating func sum(_ values: [Value]) throws(OperationTypeError) -> Value {
        var rest = values[...]
        var total = rest.removeFirst()
        while !rest.isEmpty {
            let next = rest.prefix(Sum.maximumOperands - 1)
            rest = rest.dropFirst(next.count)
            total = try results(of: Sum(), [total] + next)[0]
        }
        return total
    }
}
