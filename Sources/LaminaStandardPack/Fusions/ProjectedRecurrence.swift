import CLaminaKernels
import LaminaKit

/// A recurrence that makes up the projection of its input for some steps at a time, so that no plan has to hold that of all steps.
public struct ProjectedRecurrence: NonDifferentiableOperation {
    let product: FusedDense
    let recurrence: Recurrence

    public var description: String { "ProjectedRecurrence(\(product.description), \(recurrence.description))" }

    public func resultShapes(for operands: [Shape]) throws(OperationTypeError) -> [Shape] {
        let projection = try product.resultShapes(for: Array(operands.prefix(productOperands)))
        return try recurrence.resultShapes(for: projection + operands.dropFirst(productOperands))
    }

    public func flops(operands: [Shape], results: [Shape]) -> Extent {
        projection(of: operands[0]).extent * (2 * operands[0].features! + recurrence.flopsOfProjectedNumber)
    }

    public func preparation(ofOperand index: Int, shape: Shape) -> (any Operation)? {
        index < productOperands
            ? product.preparation(ofOperand: index, shape: shape)
            : recurrence.preparation(ofOperand: index - productOperands + 1, shape: shape)
    }

    public func scratch(operands: [Shape], results: [Shape]) -> [Shape] {
        recurrence.scratch(operands: [projection(of: operands[0])], results: results)
    }

    public func kernelCalls(at site: KernelSite) -> [KernelCall] {
        let x = site.operandShapes[0]
        let arguments = lamina_projected_recurrent_arguments(
            recurrence: recurrence.arguments(at: site, projection: nil, shape: projection(of: x), firstOfOthers: productOperands),
            features: Int64(x.features!), x: site.operand(0), kernel: site.operand(1), bias: product.hasBias ? site.operand(2) : KernelSite.absent)
        return [KernelCall(recurrence.cell.projectingKernel, arguments, units: Extent([x[0]]), grain: Int(LAMINA_RECURRENT_GRAIN))]
    }

    private var productOperands: Int { product.hasBias ? 3 : 2 }

    private var width: Int { recurrence.cell.gates * recurrence.units }

    private func projection(of x: Shape) -> Shape { x.replacingLast(with: .fixed(width)) }
}

extension ProjectedRecurrence {
    /// A larger one leaves the nearer caches, and is better read once for many steps than again for each stretch.
    private static let largestKernel = 128 * 1024

    static let rule = FusionRule("projected-recurrence") { root, site in
        guard let recurrence = root.operation as? Recurrence, recurrence.cell.gates * recurrence.units <= Int(LAMINA_PROJECTED_WIDTH),
            let before = FusedDense.product(computing: root.operands[0], &site), !before.fused.isScaled, before.fused.activation.isLinear,
            site.shape(of: before.operands[1]).boundedCount <= largestKernel
        else { return nil }
        return Fusion(ProjectedRecurrence(product: before.fused, recurrence: recurrence), before.operands + root.operands.dropFirst())
    }
}

extension RecurrentCell {
    fileprivate var projectingKernel: KeyPath<lamina_kernel_table, lamina_kernel?> {
        switch self {
        case .simpleRNN: \.projected_simple_rnn
        case .gru: \.projected_gru
        case .lstm: \.projected_lstm
        }
    }
}
