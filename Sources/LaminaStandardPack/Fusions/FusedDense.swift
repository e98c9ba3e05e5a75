import CLaminaKernels
import LaminaKit

/// `f(x · w + bias)` in one pass: the bias is where the sums start, the activation runs before they leave the cache.
public struct FusedDense: NonDifferentiableOperation {
    public let isTransposed: Bool
    public var hasBias = false
    /// A scale and an offset for each column, such as batch normalisation comes to outside training: the last operands.
    public var isScaled = false
    public var activation = lamina_activation.linear

    public var description: String {
        let parts = [isTransposed ? "transposed" : nil, hasBias ? "bias" : nil, isScaled ? "scale and offset" : nil, activation.isLinear ? nil : activation.label]
        return "FusedDense(\(parts.compactMap { $0 }.joined(separator: ", ")))"
    }

    public func resultShapes(for operands: [Shape]) throws(OperationTypeError) -> [Shape] {
        let product = try MatrixProduct(operands, transposed: isTransposed, name: name)
        return [operands[0].replacingLast(with: .fixed(product.n))]
    }

    public func flops(operands: [Shape], results: [Shape]) -> Extent {
        operands[0].extent * (2 * (results[0].features ?? 1))
    }

    public func preparation(ofOperand index: Int, shape: Shape) -> (any Operation)? {
        index == 1 ? PackWeights(transposed: isTransposed) : nil
    }

    public func kernelCalls(at site: KernelSite) -> [KernelCall] {
        let bias = hasBias ? site.operand(2) : KernelSite.absent
        guard isScaled else { return denseCall(site, bias: bias, activation: activation) }
        let scale = hasBias ? 3 : 2
        let arguments = lamina_dense_scaled_arguments(
            dense: denseArguments(site, bias: bias, activation: activation), scale: site.operand(scale), offset: site.operand(scale + 1))
        return [KernelCall(\.dense_scaled, arguments, units: site.operandShapes[0].rows, grain: denseGrain(arguments.dense))]
    }
}

extension FusedDense {
    static let rules = [biasRule, scaleRule, activationRule]

    /// What stands before the root: a product, fused or not yet.
    static func product(computing value: Value, _ site: inout FusionSite) -> (fused: FusedDense, operands: [Value])? {
        if let plain = site.consume(MatMul.self, computing: value) {
            return (FusedDense(isTransposed: plain.operation.isTransposed), plain.operands)
        }
        return site.consume(FusedDense.self, computing: value).map { ($0.operation, $0.operands) }
    }

    /// A product that takes in the bias after it.
    private static let biasRule = FusionRule("dense-bias") { root, site in
        guard root.operation is AddBias, let before = product(computing: root.operands[0], &site), before.operands.count == 2,
            before.fused.activation.isLinear
        else { return nil }
        var fused = before.fused
        fused.hasBias = true
        return Fusion(fused, before.operands + [root.operands[1]])
    }

    private static let scaleRule = FusionRule("dense-scale") { root, site in
        guard let scale = root.operation as? ScaleOffset, scale.hasOffset, let before = product(computing: root.operands[0], &site),
            !before.fused.isScaled, before.fused.activation.isLinear
        else { return nil }
        var fused = before.fused
        fused.isScaled = true
        return Fusion(fused, before.operands + root.operands.dropFirst())
    }

    private static let activationRule = FusionRule("dense-activation") { root, site in
        guard let activate = root.operation as? Activate, let before = product(computing: root.operands[0], &site),
            before.fused.activation.isLinear
        else { return nil }
        var fused = before.fused
        fused.activation = activate.function
        return Fusion(fused, before.operands)
    }
}
