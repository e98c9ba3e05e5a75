import CLaminaKernels
import LaminaKit

/// `f((x ⋆ kernel + bias) · scale + offset)` in one pass: all but the activation before the sums leave the registers.
public struct FusedConvolution: NonDifferentiableOperation {
    public let convolution: Convolution
    public var hasBias = false
    public var activation = lamina_activation.linear

    public var description: String {
        let parts = [hasBias ? "bias" : nil, activation.isLinear ? nil : activation.label]
        return "FusedConvolution(\(([convolution.label] + parts.compactMap { $0 }).joined(separator: ", ")))"
    }

    public func resultShapes(for operands: [Shape]) throws(OperationTypeError) -> [Shape] {
        try convolution.resultShapes(for: operands)
    }

    public func flops(operands: [Shape], results: [Shape]) -> Extent { convolution.flops(operands: operands, results: results) }

    public func preparation(ofOperand index: Int, shape: Shape) -> (any Operation)? {
        convolution.preparation(ofOperand: index, shape: shape)
    }

    public func kernelCalls(at site: KernelSite) -> [KernelCall] {
        [convolution.call(site, bias: hasBias ? site.operand(2) : KernelSite.absent, activation: activation)]
    }
}

extension FusedConvolution {
    static let rules = [biasRule, activationRule, plainActivationRule]

    /// A convolution that takes in the bias after it.
    private static let biasRule = FusionRule("convolution-bias") { root, site in
        guard root.operation is AddBias, let before = site.consume(Convolution.self, computing: root.operands[0]) else { return nil }
        return Fusion(FusedConvolution(convolution: before.operation, hasBias: true), before.operands + [root.operands[1]])
    }

    /// A convolution with bias that takes in the activation after it.
    private static let activationRule = FusionRule("convolution-activation") { root, site in
        guard let activate = root.operation as? Activate, let before = site.consume(FusedConvolution.self, computing: root.operands[0]),
            before.operation.activation.isLinear
        else { return nil }
        var fused = before.operation
        fused.activation = activate.function
        return Fusion(fused, before.operands)
    }

    /// A convolution without bias that takes in the activation after it.
    private static let plainActivationRule = FusionRule("plain-convolution-activation") { root, site in
        guard let activate = root.operation as? Activate, let before = site.consume(Convolution.self, computing: root.operands[0]) else {
            return nil
        }
        return Fusion(FusedConvolution(convolution: before.operation, activation: activate.function), before.operands)
    }
}
