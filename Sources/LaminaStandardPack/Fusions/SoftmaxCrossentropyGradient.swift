import CLaminaKernels
import LaminaKit

/// The gradient of softmax's input from a cross-entropy behind it, in one pass over the row.
struct SoftmaxCrossentropyGradient: NonDifferentiableOperation {
    let loss: RowLoss

    private var isSparse: Bool { loss.function.isSparse }

    var description: String { isSparse ? "SoftmaxCrossentropyGradient(sparse)" : "SoftmaxCrossentropyGradient" }

    func resultShapes(for operands: [Shape]) -> [Shape] { [operands[0]] }

    func kernelCalls(at site: KernelSite) -> [KernelCall] {
        lossGradientCall(isSparse ? \.softmax_sparse_crossentropy_gradient : \.softmax_crossentropy_gradient, loss, site)
    }
}

extension SoftmaxCrossentropyGradient {
    static let rule = FusionRule("softmax-crossentropy-gradient") { root, site in
        guard root.operation is SoftmaxGradient, let loss = site.consume(RowLossGradient.self, computing: root.operands[1]),
            [.categoricalCrossentropy, .sparseCategoricalCrossentropy].contains(loss.operation.loss.function),
            loss.operands[0] == root.operands[0]
        else { return nil }
        return Fusion(SoftmaxCrossentropyGradient(loss: loss.operation.loss), loss.operands)
    }
}
