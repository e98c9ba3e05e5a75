import CLaminaKernels
import Testing

/// A kernel that projects its input itself gives the bits of a product and the recurrence after it, also where the steps come in several stretches.
@Suite struct ProjectedRecurrentTests {
    @Test(arguments: projectedCases, [1, 7]) func likeAProductBefore(_ a: RecurrentCase, _ features: Int) {
        for isa in availableSets {
            for layout in Workspace.Layout.allCases {
                let kernels = lamina_kernels_for(isa).pointee
                let expected = ProjectedRun(a, features: features, layout), found = ProjectedRun(a, features: features, layout)
                expected.projectThenWalk(kernels)
                found.projectInside(kernels)
                #expect(found.outputBits == expected.outputBits, "\(name(of: isa)), \(layout)")
                #expect(found.workspace.complaint(tolerance: .exact) == nil, "\(name(of: isa)), \(layout)")
            }
        }
    }
}

private let projectedCases: [RecurrentCase] = Cell.allCases.flatMap { cell in
    [
        RecurrentCase(cell: cell, batch: 1, time: 1, units: 1),
        RecurrentCase(cell: cell, batch: 1, time: 300, units: 16),
        RecurrentCase(cell: cell, batch: 1, time: 51, units: 32, reverse: true),
        RecurrentCase(cell: cell, batch: 9, time: 27, units: 33, isMasked: true),
        RecurrentCase(cell: cell, batch: 10, time: 15, units: 64, reverse: true, flipsSequence: true),
        RecurrentCase(cell: cell, batch: 8, time: 13, units: 128 / cell.gates * 4, withStates: false),
        RecurrentCase(cell: cell, batch: 11, time: 14, units: 5, activation: "softsign", recurrentActivation: "hard_sigmoid", dropsState: true),
        RecurrentCase(cell: cell, batch: 3, time: 0, units: 7, withStates: false),
    ]
}

private final class ProjectedRun {
    let workspace: Workspace
    private let a: RecurrentCase
    private let features: Int
    private let hasBias: Bool
    private var block = lamina_projected_recurrent_arguments()

    init(_ a: RecurrentCase, features: Int, _ layout: Workspace.Layout) {
        self.a = a
        self.features = features
        hasBias = features > 1
        workspace = Workspace(layout: layout)
        var numbers = Numbers(UInt64(features))
        func input(_ count: Int) -> lamina_ref { workspace.input(numbers.array(count)) }
        let batch = a.batch, states = batch * a.units, steps = states * a.time
        var recurrence = lamina_recurrent_arguments()
        recurrence.batch = extent(batch)
        recurrence.time = extent(a.time)
        recurrence.units = Int64(a.units)
        recurrence.projection = noRef
        recurrence.recurrent = workspace.packedInput(numbers.array(a.units * a.width, -0.3, 0.3), k: a.units, n: a.width)
        recurrence.recurrent_bias = a.cell.hasBias ? input(a.width) : noRef
        recurrence.mask = a.isMasked ? workspace.input(numbers.array(batch * a.time).map { $0 < -0.2 ? 0 : 1 }) : noRef
        recurrence.keep = a.dropsState ? input(batch * a.width) : noRef
        recurrence.initial = a.withStates ? input(states) : noRef
        recurrence.initial_cell = a.withStates && a.cell.hasCell ? input(states) : noRef
        recurrence.last = a.withStates ? workspace.anyOutput(states) : noRef
        recurrence.last_cell = a.withStates && a.cell.hasCell ? workspace.anyOutput(states) : noRef
        recurrence.sequence = workspace.anyOutput(steps)
        recurrence.previous = workspace.anyOutput(steps)
        recurrence.previous_cell = a.cell.hasCell ? workspace.anyOutput(steps) : noRef
        recurrence.saved = workspace.anyOutput(batch * a.time * a.cell.savedWidth(a.units))
        recurrence.scratch = workspace.scratch(batch * Int(lamina_recurrent_scratch_width(Int64(a.units), Int64(a.cell.gates))))
        recurrence.activation = a.f.block
        recurrence.recurrent_activation = a.gate.block
        recurrence.reverse = a.reverse ? 1 : 0
        recurrence.flip_sequence = a.flipsSequence ? 1 : 0
        recurrence.reset_after = a.cell == .gruResetAfter ? 1 : 0
        block = lamina_projected_recurrent_arguments(
            recurrence: recurrence, features: Int64(features), x: input(batch * a.time * features),
            kernel: workspace.packedInput(numbers.array(features * a.width, -0.5, 0.5), k: features, n: a.width),
            bias: hasBias ? input(a.width) : noRef)
    }

    var outputBits: [UInt32] { workspace.outputBits }

    func projectInside(_ kernels: lamina_kernel_table) {
        withUnsafePointer(to: block) { kernels[keyPath: a.cell.projecting]!(&workspace.run, $0, 0, Int64(a.batch)) }
    }

    func projectThenWalk(_ kernels: lamina_kernel_table) {
        let rows = a.batch * a.time, projection = workspace.scratch(rows * a.width)
        var product = lamina_dense_arguments()
        product.rows = extent(rows)
        product.k = Int64(features)
        product.n = Int64(a.width)
        product.x = block.x
        product.packed = block.kernel
        product.bias = block.bias
        product.y = projection
        product.activation = activation(LAMINA_LINEAR)
        withUnsafePointer(to: product) { kernels.dense!(&workspace.run, $0, 0, Int64(rows)) }
        var recurrence = block.recurrence
        recurrence.projection = projection
        withUnsafePointer(to: recurrence) { kernels[keyPath: a.cell.forward]!(&workspace.run, $0, 0, Int64(a.batch)) }
    }
}

extension Cell {
    fileprivate var projecting: KernelPath {
        self == .simpleRNN ? \.projected_simple_rnn : self == .lstm ? \.projected_lstm : \.projected_gru
    }
}
