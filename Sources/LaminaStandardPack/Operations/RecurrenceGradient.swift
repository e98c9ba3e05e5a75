import CLaminaKernels
import LaminaKit

/// Back through time in one step of the plan.
///
/// Operands: the recurrent kernel, what the forward pass saved, then the gradients of the results that the loss depends on, then the mask
/// if there is one, then what each gate's copy of the state was multiplied by.
/// Results: the gradient of the projection, the gradient of the recurrent product (in processing order) where it is another, for a GRU that
/// resets before the product `r ⊙ h`, then the gradients of the initial states if they are wanted.
struct RecurrenceGradient: NonDifferentiableOperation {
    let forward: Recurrence
    let hasSequenceGradient: Bool
    let hasLastGradient: Bool
    let hasLastCellGradient: Bool
    let wantsInitialGradient: Bool

    var description: String { "RecurrenceGradient(\(forward.cell.label) \(forward.units))" }

    private var cell: RecurrentCell { forward.cell }

    /// The gates' sums add the projection to the recurrent product, so that both have one gradient: unless a reset gate stands between
    /// them, or their steps go in different orders.
    private var sharesGradient: Bool { cell != .gru(resetAfter: true) && !forward.isReversed }
    private var projectionGradients: Int { sharesGradient ? 1 : 2 }

    /// Which result is the gradient of the recurrent product.
    var recurrentResult: Int { projectionGradients - 1 }
    /// Which result is `r ⊙ h`, of a GRU that resets before the product.
    var resetResult: Int { projectionGradients }
    /// The first gradient of an initial state.
    var initialResult: Int { projectionGradients + (cell.resetsBeforeProduct ? 1 : 0) }

    private var previousIndex: Int { 1 }
    private var savedIndex: Int { cell.hasCellState ? 3 : 2 }

    func resultShapes(for operands: [Shape]) -> [Shape] {
        let previous = operands[previousIndex]
        let projection = previous.replacingLast(with: .fixed(cell.gates * forward.units))
        let state: Shape = [previous[0], .fixed(forward.units)]
        let initial = wantsInitialGradient ? [Shape](repeating: state, count: cell.hasCellState ? 2 : 1) : []
        return [Shape](repeating: projection, count: projectionGradients) + (cell.resetsBeforeProduct ? [previous] : []) + initial
    }

    func flops(operands: [Shape], results: [Shape]) -> Extent {
        results[0].extent * (2 * forward.units + 10)
    }

    func preparation(ofOperand index: Int, shape: Shape) -> (any Operation)? {
        index == 0 ? PackWeights(transposed: true) : nil
    }

    func scratch(operands: [Shape], results: [Shape]) -> [Shape] {
        [recurrentScratch(units: forward.units, gates: cell.gates, batch: operands[previousIndex][0])]
    }

    func kernelCalls(at site: KernelSite) -> [KernelCall] {
        let previous = site.operandShapes[previousIndex]
        var arguments = lamina_recurrent_gradient_arguments()
        arguments.batch = Extent([previous[0]]).packed
        arguments.time = Extent([previous[1]]).packed
        arguments.units = Int64(forward.units)
        arguments.recurrent_transposed = site.operand(0)
        arguments.previous = site.operand(previousIndex)
        arguments.previous_cell = cell.hasCellState ? site.operand(2) : KernelSite.absent
        arguments.saved = site.operand(savedIndex)

        var operand = savedIndex + 1
        func next(_ isPresent: Bool) -> lamina_ref {
            guard isPresent else { return KernelSite.absent }
            defer { operand += 1 }
            return site.operand(operand)
        }
        arguments.d_sequence = next(hasSequenceGradient)
        arguments.d_last = next(hasLastGradient)
        arguments.d_last_cell = next(hasLastCellGradient)
        arguments.mask = next(forward.hasMask)
        arguments.keep = next(forward.dropsState)

        arguments.d_projection = site.result(0)
        arguments.d_recurrent = sharesGradient ? KernelSite.absent : site.result(recurrentResult)
        arguments.reset_previous = cell.resetsBeforeProduct ? site.result(resetResult) : KernelSite.absent
        arguments.d_initial = wantsInitialGradient ? site.result(initialResult) : KernelSite.absent
        arguments.d_initial_cell = wantsInitialGradient && cell.hasCellState ? site.result(initialResult + 1) : KernelSite.absent
        arguments.scratch = site.scratch(0)
        arguments.activation = forward.activation
        arguments.recurrent_activation = forward.recurrentActivation
        arguments.reverse = forward.isReversed ? 1 : 0
        arguments.flip_sequence = forward.flipsSequence ? 1 : 0
        arguments.reset_after = cell == .gru(resetAfter: true) ? 1 : 0
        let kernel: KeyPath<lamina_kernel_table, lamina_kernel?> =
            switch cell {
            case .simpleRNN: \.simple_rnn_gradient
            case .gru: \.gru_gradient
            case .lstm: \.lstm_gradient
            }
        return [KernelCall(kernel, arguments, units: Extent([previous[0]]), grain: Int(LAMINA_RECURRENT_GRAIN))]
    }
}
