import CLaminaKernels
import LaminaKit

/// Normalises each item by the mean and variance of groups of channels, over all that lies between the batch and the channels.
///
/// Operands: x `[batch, …, channels]`, then gamma and beta `[channels]` where they are. Results: y, and for the gradient each group's mean and inverse
/// deviation `[batch, groups]`.
public struct NormalizeGroups: Operation {
    public let groups: Int
    public let epsilon: Float
    public let hasGamma: Bool
    public let hasBeta: Bool

    public init(groups: Int, epsilon: Float, hasGamma: Bool, hasBeta: Bool) {
        self.groups = groups
        self.epsilon = epsilon
        self.hasGamma = hasGamma
        self.hasBeta = hasBeta
    }

    public var description: String {
        "NormalizeGroups(\(groups) groups, epsilon \(epsilon)\(hasGamma ? ", gamma" : "")\(hasBeta ? ", beta" : ""))"
    }

    public func resultShapes(for operands: [Shape]) throws(OperationTypeError) -> [Shape] {
        let x = operands[0]
        guard operands.count == 1 + (hasGamma ? 1 : 0) + (hasBeta ? 1 : 0), x.rank >= 2, let channels = x.features, channels % groups == 0,
            operands.dropFirst().allSatisfy({ $0 == [.fixed(channels)] })
        else { throw OperationTypeError("\(description) takes [batch, ..., channels] and vectors of the channels, found \(operands)") }
        let statistics: Shape = [x[0], .fixed(groups)]
        return [x, statistics, statistics]
    }

    public func flops(operands: [Shape], results: [Shape]) -> Extent { results[0].extent * 7 }

    public func scratch(operands: [Shape], results: [Shape]) -> [Shape] { [[operands[0][0], .fixed(2 * operands[0].features!)]] }

    public func kernelCalls(at site: KernelSite) -> [KernelCall] {
        let x = site.operandShapes[0]
        let arguments = lamina_normalize_groups_arguments(
            pixels: x.pixels.packed, channels: Int64(x.features!), groups: Int64(groups), x: site.operand(0),
            gamma: hasGamma ? site.operand(1) : KernelSite.absent, beta: hasBeta ? site.operand(hasGamma ? 2 : 1) : KernelSite.absent,
            y: site.result(0), mean: site.result(1), inverse: site.result(2), scratch: site.scratch(0), epsilon: epsilon)
        return [KernelCall(\.normalize_groups, arguments, units: Extent([x[0]]), grain: rowGrain(columns: x.droppingFirst().boundedCount))]
    }

    public func pullback(_ site: inout PullbackSite) throws -> [Value?] {
        let operands = [site.operands[0], site.gradient] + site.results.dropFirst() + (hasGamma ? [site.operands[1]] : [])
        let results = try site.results(of: NormalizeGroupsGradient(groups: groups, hasGamma: hasGamma), operands)
        return [results[0]]
            + (hasGamma ? [try site.apply(ColumnSum(), results[1])] : [])
            + (hasBeta ? [try site.apply(ColumnSum(), results[2])] : [])
    }
}

/// The gradient by x, and each item's part of those by gamma and beta, from x, dy, the statistics and gamma where it is.
struct NormalizeGroupsGradient: NonDifferentiableOperation {
    let groups: Int
    let hasGamma: Bool

    var description: String { "NormalizeGroupsGradient(\(groups) groups\(hasGamma ? ", gamma" : ""))" }

    func resultShapes(for operands: [Shape]) -> [Shape] {
        let parts: Shape = [operands[0][0], operands[0].last!]
        return [operands[0], parts, parts]
    }

    func flops(operands: [Shape], results: [Shape]) -> Extent { operands[0].extent * 10 }

    func scratch(operands: [Shape], results: [Shape]) -> [Shape] { [[operands[0][0], .fixed(4 * operands[0].features!)]] }

    func kernelCalls(at site: KernelSite) -> [KernelCall] {
        let x = site.operandShapes[0]
        let arguments = lamina_normalize_groups_gradient_arguments(
            pixels: x.pixels.packed, channels: Int64(x.features!), groups: Int64(groups), x: site.operand(0), dy: site.operand(1),
            gamma: hasGamma ? site.operand(4) : KernelSite.absent, mean: site.operand(2), inverse: site.operand(3), dgamma: site.result(1),
            dbeta: site.result(2), dx: site.result(0), scratch: site.scratch(0))
        return [KernelCall(\.normalize_groups_gradient, arguments, units: Extent([x[0]]), grain: rowGrain(columns: x.droppingFirst().boundedCount))]
    }
}

extension Shape {
    /// The extent of what lies between the batch and the channels.
    fileprivate var pixels: Extent { Extent(dimensions.dropFirst().dropLast()) }
}
