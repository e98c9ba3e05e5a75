import CLaminaKernels
import LaminaKit

/// The mean of all elements: a single number.
public struct Mean: Operation {
    public init() {}

    public func resultShapes(for operands: [Shape]) -> [Shape] { [[]] }

    public func flops(operands: [Shape], results: [Shape]) -> Extent { operands[0].extent }

    public func kernelCalls(at site: KernelSite) -> [KernelCall] {
        let arguments = lamina_mean_arguments(count: site.operandShapes[0].extent.packed, x: site.operand(0), y: site.result(0))
        return [KernelCall(whole: \.mean, arguments)]
    }

    public func pullback(_ site: inout PullbackSite) throws -> [Value?] {
        [try site.apply(MeanGradient(shape: site.shape(of: site.operands[0])), site.gradient)]
    }
}

struct MeanGradient: NonDifferentiableOperation {
    let shape: Shape

    func resultShapes(for operands: [Shape]) -> [Shape] { [shape] }

    func kernelCalls(at site: KernelSite) -> [KernelCall] {
        let arguments = lamina_mean_arguments(count: shape.extent.packed, x: site.operand(0), y: site.result(0))
        return [KernelCall(elementwise: \.mean_gradient, arguments, count: shape.extent)]
    }
}

/// `l1 Σ|w| + l2 Σw²`: a single number.
public struct WeightPenalty: Operation {
    public let l1: Float
    public let l2: Float

    public init(l1: Float, l2: Float) {
        self.l1 = l1
        self.l2 = l2
    }

    public var description: String { "WeightPenalty(l1 \(l1), l2 \(l2))" }

    public func resultShapes(for operands: [Shape]) -> [Shape] { [[]] }

    public func flops(operands: [Shape], results: [Shape]) -> Extent { operands[0].extent * 4 }

    public func kernelCalls(at site: KernelSite) -> [KernelCall] {
        let arguments = lamina_weight_penalty_arguments(
            count: site.operandShapes[0].extent.packed, w: site.operand(0), y: site.result(0), l1: l1, l2: l2)
        return [KernelCall(whole: \.weight_penalty, arguments)]
    }

    public func pullback(_ site: inout PullbackSite) throws -> [Value?] {
        [try site.apply(WeightPenaltyGradient(l1: l1, l2: l2), site.operands[0], site.gradient)]
    }
}

struct WeightPenaltyGradient: NonDifferentiableOperation {
    let l1: Float
    let l2: Float

    func resultShapes(for operands: [Shape]) -> [Shape] { [operands[0]] }

    func kernelCalls(at site: KernelSite) -> [KernelCall] {
        let shape = site.operandShapes[0]
        let arguments = lamina_weight_penalty_gradient_arguments(
            count: shape.extent.packed, w: site.operand(0), dy: site.operand(1), dw: site.result(0), l1: l1, l2: l2)
        return [KernelCall(elementwise: \.weight_penalty_gradient, arguments, count: shape.extent)]
    }
}

/// A single number divided by the size of the batch.
public struct DivideByBatch: Operation {
    public let batch: Dimension

    public init(_ batch: Dimension) {
        self.batch = batch
    }

    public func resultShapes(for operands: [Shape]) throws(OperationTypeError) -> [Shape] {
        guard operands[0] == [] else { throw OperationTypeError("DivideByBatch takes a single number, found \(operands[0])") }
        return operands
    }

    public func kernelCalls(at site: KernelSite) -> [KernelCall] {
        let arguments = lamina_mean_arguments(count: Extent([batch]).packed, x: site.operand(0), y: site.result(0))
        return [KernelCall(elementwise: \.mean_gradient, arguments, count: .one)]
    }

    public func pullback(_ site: inout PullbackSite) throws -> [Value?] {
        [try site.apply(self, site.gradient)]
    }
}
