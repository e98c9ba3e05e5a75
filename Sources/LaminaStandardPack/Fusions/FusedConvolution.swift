import CLaminaKernels
import LaminaKit

/// `f((x ⋆ kernel + bias) · scale + offset)` in one pass: all but the activation before the sums leave the registers.
public struct FusedConvolution: NonDifferentiableOperation {
    let convolution: any WindowConvolution
    public var hasBias = false
    /// A scale and an offset for each filter, such as batch normalisation comes to outside training: the last operands.
    public var isScaled = false
    public var activation = lamina_activation.linear

    public var description: String {
        let parts = [hasBias ? "bias" : nil, isScaled ? "scale and offset" : nil, activation.isLinear ? nil : activation.label]
        return "FusedConvolution(\(([convolution.label] + parts.compactMap { $0 }).joined(separator: ", ")))"
    }

    public func resultShapes(for operands: [Shape]) throws(OperationTypeError) -> [Shape] {
        guard operands.count == 2 + (hasBias ? 1 : 0) + (isScaled ? 2 : 0), operands.dropFirst(2).allSatisfy({ $0 == [operands[1][convolution.filterAxis]] }) else {
            throw OperationTypeError("\(description) takes an image, a kernel and vectors of its filters, found \(operands)")
        }
        return try convolution.resultShapes(for: operands)
    }

    public func flops(operands: [Shape], results: [Shape]) -> Extent { convolution.flops(operands: operands, results: results) }

    public func preparation(ofOperand index: Int, shape: Shape) -> (any Operation)? {
        convolution.preparation(ofOperand: index, shape: shape)
    }

    public func scratch(operands: [Shape], results: [Shape]) -> [Shape] { convolution.scratch(operands: operands, results: results) }

    public func kernelCalls(at site: KernelSite) -> [KernelCall] {
        [convolution.call(site, epilogue(at: site))]
    }

    func epilogue(at site: KernelSite) -> ConvolutionEpilogue {
        let scale = hasBias ? 3 : 2
        return ConvolutionEpilogue(
            bias: hasBias ? site.operand(2) : KernelSite.absent, scale: isScaled ? site.operand(scale) : KernelSite.absent,
            offset: isScaled ? site.operand(scale + 1) : KernelSite.absent, activation: activation)
    }
}

extension FusedConvolution {
    static let rules = [biasRule, scaleRule, activationRule]

    /// What stands before the root: a convolution, fused or not yet.
    private static func convolution(computing value: Value, _ site: inout FusionSite) -> (fused: FusedConvolution, operands: [Value])? {
        if let found = site.consume(FusedConvolution.self, computing: value) { return (found.operation, found.operands) }
        return plain(Convolution.self, value, &site) ?? plain(DepthwiseConvolution.self, value, &site) ?? plain(ConvolutionTransposed.self, value, &site)
    }

    private static func plain<Kind: WindowConvolution>(_ kind: Kind.Type, _ value: Value, _ site: inout FusionSite) -> (FusedConvolution, [Value])? {
        site.consume(kind, computing: value).map { (FusedConvolution(convolution: $0.operation), $0.operands) }
    }

    private static let biasRule = FusionRule("convolution-bias") { root, site in
        guard root.operation is AddBias, let before = convolution(computing: root.operands[0], &site), before.operands.count == 2,
            before.fused.activation.isLinear
        else { return nil }
        var fused = before.fused
        fused.hasBias = true
        return Fusion(fused, before.operands + [root.operands[1]])
    }

    private static let scaleRule = FusionRule("convolution-scale") { root, site in
        guard let scale = root.operation as? ScaleOffset, scale.hasOffset, let before = convolution(computing: root.operands[0], &site),
            !before.fused.isScaled, before.fused.activation.isLinear
        else { return nil }
        var fused = before.fused
        fused.isScaled = true
        return Fusion(fused, before.operands + root.operands.dropFirst())
    }

    private static let activationRule = FusionRule("convolution-activation") { root, site in
        guard let activate = root.operation as? Activate, let before = convolution(computing: root.operands[0], &site),
            before.fused.activation.isLinear
        else { return nil }
        var fused = before.fused
        fused.activation = activate.function
        return Fusion(fused, before.operands)
    }
}
