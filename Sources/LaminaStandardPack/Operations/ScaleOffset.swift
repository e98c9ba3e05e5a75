import CLaminaKernels
import LaminaKit

/// `x[…, c] · scale[c] + offset[c]`, or without the offset.
public struct ScaleOffset: Operation {
    public let hasOffset: Bool

    public init(hasOffset: Bool = true) {
        self.hasOffset = hasOffset
    }

    public var description: String { hasOffset ? "ScaleOffset" : "ScaleOffset(no offset)" }

    public func resultShapes(for operands: [Shape]) throws(OperationTypeError) -> [Shape] {
        guard operands.count == (hasOffset ? 3 : 2), let columns = operands[0].last, operands.dropFirst().allSatisfy({ $0 == [columns] }) else {
            throw OperationTypeError("\(description) takes [..., n] and vectors [n], found \(operands.map(\.description).joined(separator: " and "))")
        }
        return [operands[0]]
    }

    public func flops(operands: [Shape], results: [Shape]) -> Extent { results[0].extent * 2 }

    public func kernelCalls(at site: KernelSite) -> [KernelCall] {
        [scaleOffsetCall(site, scale: site.operand(1), offset: hasOffset ? site.operand(2) : KernelSite.absent)]
    }

    public func pullback(_ site: inout PullbackSite) throws -> [Value?] {
        let (x, scale) = (site.operands[0], site.operands[1])
        var gradients: [Value?] = [
            site.wants(0) ? try site.apply(ScaleOffset(hasOffset: false), site.gradient, scale) : nil,
            site.wants(1) ? try site.apply(ColumnSum(), site.apply(Multiply(), site.gradient, x)) : nil,
        ]
        if hasOffset { gradients.append(site.wants(2) ? try site.apply(ColumnSum(), site.gradient) : nil) }
        return gradients
    }
}

func scaleOffsetCall(_ site: KernelSite, scale: lamina_ref, offset: lamina_ref) -> KernelCall {
    let shape = site.resultShapes[0]
    let arguments = lamina_scale_offset_arguments(
        rows: shape.rows.packed, columns: Int64(shape.features!), x: site.operand(0), scale: scale, offset: offset, y: site.result(0))
    return KernelCall(\.scale_offset, arguments, units: shape.rows, grain: rowGrain(columns: shape.features!))
}

/// What normalising by a given mean and variance comes to: scale `gamma / √(variance + epsilon)` and offset `beta − mean · scale`.
///
/// Operands: mean, variance, then gamma and beta where they are.
public struct NormalizationFactors: NonDifferentiableOperation {
    public let epsilon: Float
    public let hasGamma: Bool
    public let hasBeta: Bool

    public init(epsilon: Float, hasGamma: Bool, hasBeta: Bool) {
        self.epsilon = epsilon
        self.hasGamma = hasGamma
        self.hasBeta = hasBeta
    }

    public func resultShapes(for operands: [Shape]) throws(OperationTypeError) -> [Shape] {
        guard operands[0].rank == 1, operands.allSatisfy({ $0 == operands[0] }) else {
            throw OperationTypeError("NormalizationFactors takes vectors of one size, found \(operands)")
        }
        return [operands[0], operands[0]]
    }

    public func kernelCalls(at site: KernelSite) -> [KernelCall] {
        let beta = hasGamma ? 3 : 2
        return [
            call(
                columns: site.operandShapes[0].features!, mean: site.operand(0), variance: site.operand(1),
                gamma: hasGamma ? site.operand(2) : KernelSite.absent, beta: hasBeta ? site.operand(beta) : KernelSite.absent,
                scale: site.result(0), offset: site.result(1))
        ]
    }

    func call(
        columns: Int, mean: lamina_ref, variance: lamina_ref, gamma: lamina_ref, beta: lamina_ref, scale: lamina_ref, offset: lamina_ref
    ) -> KernelCall {
        let arguments = lamina_normalization_factors_arguments(
            columns: Int64(columns), mean: mean, variance: variance, gamma: gamma, beta: beta, scale: scale, offset: offset, epsilon: epsilon)
        return KernelCall(elementwise: \.normalization_factors, arguments, count: Extent(columns))
    }
}
