import CLaminaKernels
import LaminaKit

/// Normalises each column by the batch's own mean and biased variance.
///
/// Operands: x `[…, n]`, then gamma and beta where they are, then the mask `[…]` where there is one: rows of 0 are left out of mean and
/// variance. Results: y, the mean, the variance, with a mask how many rows count. Nothing is differentiated through all but the first: only
/// moving averages read them.
public struct NormalizeBatch: Operation {
    public let epsilon: Float
    public let hasGamma: Bool
    public let hasBeta: Bool
    public let hasMask: Bool

    public init(epsilon: Float, hasGamma: Bool, hasBeta: Bool, hasMask: Bool = false) {
        self.epsilon = epsilon
        self.hasGamma = hasGamma
        self.hasBeta = hasBeta
        self.hasMask = hasMask
    }

    public func resultShapes(for operands: [Shape]) throws(OperationTypeError) -> [Shape] {
        let vectors = operands.dropFirst().dropLast(hasMask ? 1 : 0)
        guard let columns = operands[0].last, columns.size != nil, vectors.allSatisfy({ $0 == [columns] }) else {
            throw OperationTypeError("NormalizeBatch takes [..., n] and vectors [n], found \(operands)")
        }
        guard hasMask else { return [operands[0], [columns], [columns]] }
        guard operands.last!.dimensions == operands[0].dimensions.dropLast() else {
            throw OperationTypeError("NormalizeBatch of \(operands[0]) takes a mask of one axis less, found \(operands.last!)")
        }
        return [operands[0], [columns], [columns], [1]]
    }

    public func flops(operands: [Shape], results: [Shape]) -> Extent { operands[0].extent * 6 }

    public func scratch(operands: [Shape], results: [Shape]) -> [Shape] { [results[1], results[1]] }

    public func kernelCalls(at site: KernelSite) -> [KernelCall] {
        let x = site.operandShapes[0]
        let columns = x.features!
        let moments = lamina_column_moments_arguments(
            rows: x.rows.packed, columns: Int64(columns), x: site.operand(0), mask: hasMask ? site.operand(maskOperand) : KernelSite.absent,
            mean: site.result(1), variance: site.result(2), count: hasMask ? site.result(3) : KernelSite.absent)
        let factors = NormalizationFactors(epsilon: epsilon, hasGamma: hasGamma, hasBeta: hasBeta).call(
            columns: columns, mean: site.result(1), variance: site.result(2), gamma: hasGamma ? site.operand(1) : KernelSite.absent,
            beta: hasBeta ? site.operand(hasGamma ? 2 : 1) : KernelSite.absent, scale: site.scratch(0), offset: site.scratch(1))
        return [
            KernelCall(\.column_moments, moments, units: Extent(columns), grain: 16), factors,
            scaleOffsetCall(site, scale: site.scratch(0), offset: site.scratch(1)),
        ]
    }

    public func pullback(_ site: inout PullbackSite) throws -> [Value?] {
        guard site.gradients.dropFirst().allSatisfy({ $0 == nil }) else {
            throw OperationTypeError("NormalizeBatch has no derivative by its mean and variance")
        }
        let counted = hasMask ? [site.operands[maskOperand], site.results[3]] : []
        let operands = [site.operands[0], site.gradient, site.results[1], site.results[2]] + (hasGamma ? [site.operands[1]] : []) + counted
        let results = try site.results(of: NormalizeBatchGradient(epsilon: epsilon, hasGamma: hasGamma, hasMask: hasMask), operands)
        return [results[0]] + (hasGamma ? [results[1]] : []) + (hasBeta ? [results[2]] : []) + (hasMask ? [nil] : [])
    }

    private var maskOperand: Int { 1 + (hasGamma ? 1 : 0) + (hasBeta ? 1 : 0) }
}

/// The gradients by x, gamma and beta from x, dy, the mean, the variance, gamma where it is, and mask and count where they are.
struct NormalizeBatchGradient: NonDifferentiableOperation {
    let epsilon: Float
    let hasGamma: Bool
    let hasMask: Bool

    func resultShapes(for operands: [Shape]) -> [Shape] { [operands[0], operands[2], operands[2]] }

    func flops(operands: [Shape], results: [Shape]) -> Extent { operands[0].extent * 9 }

    func kernelCalls(at site: KernelSite) -> [KernelCall] {
        let x = site.operandShapes[0]
        let columns = x.features!
        let mask = hasGamma ? 5 : 4
        let arguments = lamina_normalization_gradient_arguments(
            rows: x.rows.packed, columns: Int64(columns), x: site.operand(0), dy: site.operand(1), mean: site.operand(2),
            variance: site.operand(3), gamma: hasGamma ? site.operand(4) : KernelSite.absent,
            mask: hasMask ? site.operand(mask) : KernelSite.absent, count: hasMask ? site.operand(mask + 1) : KernelSite.absent,
            dgamma: site.result(1), dbeta: site.result(2),
            dx: site.result(0), epsilon: epsilon)
        return [
            KernelCall(\.normalization_sums, arguments, units: Extent(columns), grain: 16),
            KernelCall(\.normalization_gradient, arguments, units: x.rows, grain: rowGrain(columns: columns)),
        ]
    }
}
