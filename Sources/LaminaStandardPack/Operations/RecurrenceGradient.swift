import CLaminaKernels
import LaminaKit

/// Back through time in one step of the plan.
///
/// Operands: the recurrent kernel, what the forward pass saved, then the gradients of the results that the loss depends on, then the mask
/// if there is one, then what each gate's copy of the state was multiplied by.
/// Results: the gradient of the projection, the gradient of the recurrent product (in processing order), for a GRU that resets
/// before the product `r ⊙ h`, then the gradients of the initial states if they are wanted.
struct RecurrenceGradient: NonDifferentiableOperation {
    let forward: Recurrence
    let hasSequenceGradient: Bool
    let hasLastGradient: Bool
    let hasLastCellGradient: Bool
    let wantsInitialGradient: Bool

    var description: String { "RecurrenceGradient(\(forward.cell.label) \(forward.units))" }

    private var cell: RecurrentCell { forward.cell }
    private var previousIndex: Int { 1 }
    private var savedIndex: Int { cell.hasCellState ? 3 : 2 }

    func resultShapes(for operands: [Shape]) -> [Shape] {
        let previous = operands[previousIndex]
        let projection = previous.replacingLast(with: .fixed(cell.gates * forward.units))
        let state: Shape = [previous[0], .fixed(forward.units)]
        let initial = wantsInitialGradient ? [Shape](repeating: state, count: cell.hasCellState ? 2 : 1) : []
        return [projection, projection] + (cell.resetsBeforeProduct ? [previous] : []) + initial
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

        let initial = cell.resetsBeforeProduct ? 3 : 2
        arguments.d_projection = site.result(0)
        arguments.d_recurrent = site.result(1)
        arguments.reset_previous = cell.resetsBeforeProduct ? site.result(2) : KernelSite.absent
        arguments.d_initial = wantsInitialGradient ? site.result(initial) : KernelSite.absent
        arguments.d_initial_cell = wantsInitialGradient && cell.hasCellState ? site.result(initial + 1) : KernelSite.absent
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
