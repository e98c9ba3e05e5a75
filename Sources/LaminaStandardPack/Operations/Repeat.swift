import CLaminaKernels
import LaminaKit

/// Every element of one axis several times in a row, with all that lies behind it.
public struct Repeat: Operation {
    public let axis: Int
    public let times: Int

    /// - Parameter axis: counted with the batch as axis 0.
    public init(axis: Int, times: Int) {
        self.axis = axis
        self.times = times
    }

    public var description: String { "Repeat(axis \(axis), \(times) times)" }

    public func resultShapes(for operands: [Shape]) throws(OperationTypeError) -> [Shape] {
        var shape = operands[0]
        guard shape.dimensions.indices.contains(axis), let size = shape[axis].size, times > 0 else {
            throw OperationTypeError("\(description) needs axis \(axis) with a known size, found \(shape)")
        }
        shape.dimensions[axis] = .fixed(size.saturatingProduct(times))
        return [shape]
    }

    public func kernelCalls(at site: KernelSite) -> [KernelCall] {
        [repeatCall(\.repeat, once: site.operandShapes[0], axis: axis, times: times, site)]
    }

    public func pullback(_ site: inout PullbackSite) throws -> [Value?] {
        [try site.apply(RepeatSum(axis: axis, times: times), site.gradient)]
    }
}

/// The sums of what `Repeat` made of one element each.
struct RepeatSum: NonDifferentiableOperation {
    let axis: Int
    let times: Int

    var description: String { "RepeatSum(axis \(axis), \(times) times)" }

    func resultShapes(for operands: [Shape]) throws(OperationTypeError) -> [Shape] {
        var shape = operands[0]
        guard let size = shape[axis].size, size % times == 0 else {
            throw OperationTypeError("\(description) needs axis \(axis) of a multiple of \(times), found \(shape)")
        }
        shape.dimensions[axis] = .fixed(size / times)
        return [shape]
    }

    func flops(operands: [Shape], results: [Shape]) -> Extent { operands[0].extent }

    func kernelCalls(at site: KernelSite) -> [KernelCall] {
        [repeatCall(\.repeat_sum, once: site.resultShapes[0], axis: axis, times: times, site)]
    }
}

private func repeatCall(
    _ kernel: KeyPath<lamina_kernel_table, lamina_kernel?>, once: Shape, axis: Int, times: Int, _ site: KernelSite
) -> KernelCall {
    let (outer, block) = (Extent(once.dimensions[...axis]), Extent(once.dimensions[(axis + 1)...]))
    let arguments = lamina_repeat_arguments(
        outer: outer.packed, block: block.packed, times: Int64(times), x: site.operand(0), y: site.result(0))
    return KernelCall(kernel, arguments, units: outer, grain: rowGrain(columns: block.bound.saturatingProduct(times)))
}

extension Lowering {
    /// `value` with sizes of 1 repeated to those of `shape`, and axes of 1 before its first where it has fewer.
    mutating func stretch(_ value: Value, to shape: Shape) throws -> Value {
        var result = value
        let found = self.shape(of: value)
        if found.rank < shape.rank {
            let ones = [Dimension](repeating: 1, count: shape.rank - found.rank)
            result = try apply(View(as: Shape([found[0]] + ones + found.dimensions.dropFirst())), value)
        }
        for axis in shape.dimensions.indices.dropFirst() where self.shape(of: result)[axis] != shape[axis] {
            result = try apply(Repeat(axis: axis, times: shape[axis].bound), result)
        }
        return result
    }
}
