import CLaminaKernels
import LaminaKit

/// `f(x · w + bias)` in one pass: the bias is where the sums start, the activation runs before they leave the cache.
public struct FusedDense: NonDifferentiableOperation {
    public let isTransposed: Bool
    public let hasBias: Bool
    public let activation: lamina_activation

    public var description: String {
        let parts = [isTransposed ? "transposed" : nil, hasBias ? "bias" : nil, activation.isLinear ? nil : activation.label]
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
        denseCall(site, bias: hasBias ? site.operand(2) : KernelSite.absent, activation: activation)
    }
}

extension FusedDense {
    /// A product that takes in the bias after it.
    static let biasRule = FusionRule("dense-bias") { root, site in
        guard root.operation is AddBias, let product = site.consume(MatMul.self, computing: root.operands[0]) else { return nil }
        let fused = FusedDense(isTransposed: product.operation.isTransposed, hasBias: true, activation: .linear)
        return Fusion(fused, product.operands + [root.operands[1]])
    }

    /// A product with bias that takes in the activation after it.
    static let activationRule = FusionRule("dense-activation") { root, site in
        guard let activate = root.operation as? Activate, let dense = site.consume(FusedDense.self, computing: root.operands[0]),
            dense.operation.activation.isLinear
        else { return nil }
        let fused = FusedDense(
            isTransposed: dense.operation.isTransposed, hasBias: dense.operation.hasBias, activation: activate.function)
        return Fusion(fused, dense.operands)
    }

    /// A product without bias that takes in the activation after it.
    static let plainActivationRule = FusionRule("product-activation") { root, site in
        guard let activate = root.operation as? Activate, let product = site.consume(MatMul.self, computing: root.operands[0]) else {
            return nil
        }
        let fused = FusedDense(isTransposed: product.operation.isTransposed, hasBias: false, activation: activate.function)
        return Fusion(fused, product.operands)
    }
}
