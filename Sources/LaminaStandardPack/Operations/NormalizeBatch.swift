import CLaminaKernels
import LaminaKit

/// Normalises each column by the batch's own mean and biased variance.
///
/// Operands: x `[…, n]`, then gamma and beta where they are. Results: y, the mean, the variance. Nothing is differentiated through the last two:
/// only moving averages read them.
public struct NormalizeBatch: Operation {
    public let epsilon: Float
    public let hasGamma: Bool
    public let hasBeta: Bool

    public init(epsilon: Float, hasGamma: Bool, hasBeta: Bool) {
        self.epsilon = epsilon
        self.hasGamma = hasGamma
        self.hasBeta = hasBeta
    }

    public func resultShapes(for operands: [Shape]) throws(OperationTypeError) -> [Shape] {
        guard let columns = operands[0].last, columns.size != nil, operands.dropFirst().allSatisfy({ $0 == [columns] }) else {
            throw OperationTypeError("NormalizeBatch takes [..., n] and vectors [n], found \(operands)")
        }
        return [operands[0], [columns], [columns]]
    }

    public func flops(operands: [Shape], results: [Shape]) -> Extent { operands[0].extent * 6 }

    public func scratch(operands: [Shape], results: [Shape]) -> [Shape] { [results[1], results[1]] }

    public func kernelCalls(at site: KernelSite) -> [KernelCall] {
        let x = site.operandShapes[0]
        let columns = x.features!
        let moments = lamina_column_moments_arguments(
            rows: x.rows.packed, columns: Int64(columns), x: site.operand(0), mean: site.result(1), variance: site.result(2))
        let factors = NormalizationFactors(epsilon: epsilon, hasGamma: hasGamma, hasBeta: hasBeta).call(
            columns: columns, mean: site.result(1), variance: site.result(2), gamma: hasGamma ? site.operand(1) : KernelSite.absent,
            beta: hasBeta ? site.operand(hasGamma ? 2 : 1) : KernelSite.absent, scale: site.scratch(0), offset: site.scratch(1))
        return [
            KernelCall(\.column_moments, moments, units: Extent(columns), grain: 16), factors,
            scaleOffsetCall(site, scale: site.scratch(0), offset: site.scratch(1)),
        ]
    }

    public func pullback(_ site: inout PullbackSite) throws -> [Value?] {
        guard site.gradients[1] == nil, site.gradients[2] == nil else {
            throw OperationTypeError("NormalizeBatch has no derivative by its mean and variance")
        }
        let operands = [site.operands[0], site.gradient, site.results[1], site.results[2]] + (hasGamma ? [site.operands[1]] : [])
        let results = try site.results(of: NormalizeBatchGradient(epsilon: epsilon, hasGamma: hasGamma), operands)
        return [results[0]] + (hasGamma ? [results[1]] : []) + (hasBeta ? [results[2]] : [])
    }
}

/// The gradients by x, gamma and beta from x, dy, the mean, the variance and gamma where it is.
struct NormalizeBatchGradient: NonDifferentiableOperation {
    let epsilon: Float
    let hasGamma: Bool

    func resultShapes(for operands: [Shape]) -> [Shape] { [operands[0], operands[2], operands[2]] }

    func flops(operands: [Shape], results: [Shape]) -> Extent { operands[0].extent * 9 }

    func kernelCalls(at site: KernelSite) -> [KernelCall] {
        let x = site.operandShapes[0]
        let columns = x.features!
        let arguments = lamina_normalization_gradient_arguments(
            rows: x.rows.packed, columns: Int64(columns), x: site.operand(0), dy: site.operand(1), mean: site.operand(2),
            variance: site.operand(3), gamma: hasGamma ? site.operand(4) : KernelSite.absent, dgamma: site.result(1), dbeta: site.result(2),
            dx: site.result(0), epsilon: epsilon)
        return [
            KernelCall(\.normalization_sums, arguments, units: Extent(columns), grain: 16),
            KernelCall(\.normalization_gradient, arguments, units: x.rows, grain: rowGrain(columns: columns)),
        ]
    }
}
