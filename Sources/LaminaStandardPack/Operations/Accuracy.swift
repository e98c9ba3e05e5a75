import CLaminaKernels
import LaminaKit

/// The share of predictions that are right: a single number.
struct AccuracyShare: NonDifferentiableOperation {
    enum Comparison: Sendable {
        case binary(threshold: Float)
        case categorical
        case sparse
    }

    let comparison: Comparison

    var description: String { "AccuracyShare(\(comparison))" }

    func resultShapes(for operands: [Shape]) -> [Shape] { [[]] }

    func flops(operands: [Shape], results: [Shape]) -> Extent { operands[0].extent }

    func kernelCalls(at site: KernelSite) -> [KernelCall] {
        let shape = site.operandShapes[0]
        var arguments = lamina_accuracy_arguments(
            rows: shape.rows.packed, columns: Int64(shape.features!), prediction: site.operand(0), target: site.operand(1),
            y: site.result(0), threshold: 0)
        switch comparison {
        case .binary(let threshold):
            arguments.threshold = threshold
            return [KernelCall(whole: \.binary_accuracy, arguments)]
        case .categorical: return [KernelCall(whole: \.categorical_accuracy, arguments)]
        case .sparse: return [KernelCall(whole: \.sparse_categorical_accuracy, arguments)]
        }
    }
}
