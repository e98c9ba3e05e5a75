import CLaminaKernels
import Testing

struct RecurrentCase: CustomTestStringConvertible, Sendable {
    var cell: Cell
    var batch: Int
    var time: Int
    var units: Int
    var reverse = false
    /// Names of activation cases.
    var activation = "tanh"
    var recurrentActivation = "sigmoid"
    /// With initial states and gradients of the last ones; else all of those are absent.
    var withStates = true
    var isMasked = false
    var flipsSequence = false
    /// Whether each gate sees a share of the state of its own.
    var dropsState = false

    var testDescription: String {
        "\(cell) \(batch)×\(time)×\(units) \(activation)/\(recurrentActivation) reverse \(reverse) states \(withStates) masked \(isMasked) flipped \(flipsSequence) dropping \(dropsState)"
    }
    var f: ActivationCase { activationCases.first { $0.name == activation }! }
    var gate: ActivationCase { activationCases.first { $0.name == recurrentActivation }! }
    var width: Int { cell.gates * units }
}

let recurrentCases: [RecurrentCase] = Cell.allCases.flatMap { cell in
    [
        RecurrentCase(cell: cell, batch: 1, time: 1, units: 1),
        RecurrentCase(cell: cell, batch: 3, time: 4, units: 5),
        RecurrentCase(cell: cell, batch: 2, time: 7, units: 16, withStates: false),
        RecurrentCase(cell: cell, batch: 9, time: 3, units: 10, reverse: true),
        RecurrentCase(cell: cell, batch: 10, time: 2, units: 33),
        RecurrentCase(cell: cell, batch: 2, time: 3, units: 6, activation: "softsign", recurrentActivation: "hard_sigmoid"),
        RecurrentCase(cell: cell, batch: 2, time: 3, units: 5, activation: "silu", recurrentActivation: "silu"),
        RecurrentCase(cell: cell, batch: 2, time: 3, units: 7, reverse: true, activation: "linear", recurrentActivation: "tanh"),
        RecurrentCase(cell: cell, batch: 1, time: 6, units: 5, isMasked: true),
        RecurrentCase(cell: cell, batch: 9, time: 5, units: 6, withStates: false, isMasked: true),
        RecurrentCase(cell: cell, batch: 3, time: 5, units: 17, reverse: true, activation: "softsign", recurrentActivation: "hard_sigmoid", isMasked: true),
        RecurrentCase(cell: cell, batch: 1, time: 4, units: 5, reverse: true, flipsSequence: true),
        RecurrentCase(cell: cell, batch: 9, time: 3, units: 6, reverse: true, isMasked: true, flipsSequence: true),
        RecurrentCase(cell: cell, batch: 1, time: 4, units: 5, dropsState: true),
        RecurrentCase(cell: cell, batch: 9, time: 3, units: 16, reverse: true, dropsState: true),
        RecurrentCase(cell: cell, batch: 3, time: 5, units: 17, activation: "softsign", recurrentActivation: "hard_sigmoid", isMasked: true, dropsState: true),
        RecurrentCase(cell: cell, batch: 0, time: 3, units: 7),
        RecurrentCase(cell: cell, batch: 3, time: 0, units: 7, withStates: false),
    ]
}

/// Random data of a case and what the reference makes of it.
struct RecurrentData {
    private(set) var a: RecurrentCase
    private(set) var results: [RowResult] = []
    private(set) var projection: [Float], recurrent: [Float], bias: [Float], h: [Float], c: [Float], mask: [Float], keep: [Float]
    let dSequence: [Float], dLast: [Float], dLastCell: [Float]

    init(_ a: RecurrentCase) {
        self.a = a
        var numbers = Numbers(51)
        projection = numbers.array(a.batch * a.time * a.width, -1.5, 1.5)
        recurrent = numbers.array(a.units * a.width, -0.6, 0.6)
        bias = numbers.array(a.width)
        h = numbers.array(a.batch * a.units)
        c = numbers.array(a.batch * a.units)
        mask = numbers.array(a.batch * a.time).map { $0 < -0.2 ? 0 : 1 }
        keep = numbers.array(a.batch * a.width).map { $0 < -0.2 ? 0 : 1.7 }
        dSequence = numbers.array(a.batch * a.time * a.units)
        dLast = numbers.array(a.batch * a.units)
        dLastCell = numbers.array(a.batch * a.units)
        results = (0..<a.batch).map { result(input($0)) }
    }

    /// The same with one row as the whole batch; only for forward runs.
    func only(_ row: Int) -> RecurrentData {
        func part(_ values: [Float], _ width: Int) -> [Float] { Array(values[row * width..<(row + 1) * width]) }
        var one = self
        one.a.batch = 1
        one.projection = part(projection, a.time * a.width)
        one.h = part(h, a.units)
        one.c = part(c, a.units)
        one.mask = part(mask, a.time)
        one.keep = part(keep, a.width)
        one.results = [results[row]]
        return one
    }

    func row(_ values: [Float], _ row: Int, _ width: Int) -> [Double] { values[row * width..<(row + 1) * width].map(Double.init) }

    func input(_ row: Int) -> RowInput {
        let zeros = Array(repeating: 0.0, count: a.units)
        return RowInput(
            projection: self.row(projection, row, a.time * a.width), recurrent: recurrent.doubles, bias: bias.doubles,
            h: a.withStates ? self.row(h, row, a.units) : zeros, c: a.withStates ? self.row(c, row, a.units) : zeros,
            mask: a.isMasked ? mask[row * a.time..<(row + 1) * a.time].map { $0 != 0 } : nil,
            keep: a.dropsState ? self.row(keep, row, a.width) : nil)
    }

    func result(_ input: RowInput) -> RowResult {
        walk(a.cell, input, units: a.units, time: a.time, reverse: a.reverse, flipsSequence: a.flipsSequence, f: a.f.value, gate: a.gate.value)
    }

    /// What is differentiated: the upstream gradients times the results.
    func scalar(_ row: Int, _ input: RowInput) -> Double {
        let result = result(input)
        var total = dot(self.row(dSequence, row, a.time * a.units), result.sequence.flatMap { $0 })
        if a.withStates {
            total += dot(self.row(dLast, row, a.units), result.h)
            if a.cell.hasCell { total += dot(self.row(dLastCell, row, a.units), result.c) }
        }
        return total
    }

    func forwardArguments(_ workspace: Workspace, training: Bool, lastIsInitial: Bool = false) -> lamina_recurrent_arguments {
        func output(_ wanted: Bool, _ values: (RowResult) -> [Double]) -> lamina_ref { wanted ? workspace.output(results.flatMap(values)) : noRef }
        var block = lamina_recurrent_arguments()
        block.batch = extent(a.batch)
        block.time = extent(a.time)
        block.units = Int64(a.units)
        block.projection = workspace.input(projection)
        block.recurrent = workspace.packedInput(recurrent, k: a.units, n: a.width)
        block.mask = a.isMasked ? workspace.input(mask) : noRef
        block.keep = a.dropsState ? workspace.input(keep) : noRef
        block.recurrent_bias = a.cell.hasBias ? workspace.input(bias) : noRef
        if lastIsInitial {
            block.initial = workspace.update(h, expecting: results.flatMap(\.h))
            block.last = block.initial
        } else {
            block.initial = a.withStates ? workspace.input(h) : noRef
            block.last = output(a.withStates) { $0.h }
        }
        block.initial_cell = a.withStates && a.cell.hasCell ? workspace.input(c) : noRef
        block.last_cell = output(a.withStates && a.cell.hasCell) { $0.c }
        block.sequence = output(!lastIsInitial) { $0.sequence.flatMap { $0 } }
        block.previous = output(training) { $0.previous.flatMap { $0 } }
        block.previous_cell = output(training && a.cell.hasCell) { $0.previousCell.flatMap { $0 } }
        block.saved = training ? workspace.anyOutput(a.batch * a.time * a.cell.savedWidth(a.units)) : noRef
        block.scratch = workspace.scratch(a.batch * Int(lamina_recurrent_scratch_width(Int64(a.units), Int64(a.cell.gates))))
        block.activation = a.f.block
        block.recurrent_activation = a.gate.block
        block.reverse = a.reverse ? 1 : 0
        block.flip_sequence = a.flipsSequence ? 1 : 0
        block.reset_after = a.cell == .gruResetAfter ? 1 : 0
        return block
    }

    /// What the best set's forward kernel saves: the sets agree closely enough for each other's gradients.
    func saved() -> [Float] {
        let workspace = Workspace(layout: .guarded)
        let block = forwardArguments(workspace, training: true)
        withUnsafePointer(to: block) { lamina_kernels().pointee[keyPath: a.cell.forward]!(&workspace.run, $0, 0, Int64(a.batch)) }
        return workspace.values(block.saved)
    }

    func previous() -> [Float] { results.flatMap { $0.previous.flatMap { $0.map { Float($0) } } } }
    func previousCell() -> [Float] { results.flatMap { $0.previousCell.flatMap { $0.map { Float($0) } } } }

    /// The gradient's block, its four outputs still to be placed.
    func gradientArguments(_ workspace: Workspace, saved: [Float]) -> lamina_recurrent_gradient_arguments {
        var block = lamina_recurrent_gradient_arguments()
        block.batch = extent(a.batch)
        block.time = extent(a.time)
        block.units = Int64(a.units)
        block.recurrent_transposed = workspace.packedInput(transposed(recurrent, k: a.units, n: a.width), k: a.width, n: a.units)
        block.previous = workspace.input(previous())
        block.previous_cell = a.cell.hasCell ? workspace.input(previousCell()) : noRef
        block.saved = workspace.input(saved)
        block.mask = a.isMasked ? workspace.input(mask) : noRef
        block.keep = a.dropsState ? workspace.input(keep) : noRef
        block.d_sequence = workspace.input(dSequence)
        block.d_last = a.withStates ? workspace.input(dLast) : noRef
        block.d_last_cell = a.withStates && a.cell.hasCell ? workspace.input(dLastCell) : noRef
        block.d_recurrent = workspace.anyOutput(a.batch * a.time * a.width)
        block.reset_previous = a.cell == .gruResetBefore ? workspace.anyOutput(a.batch * a.time * a.units) : noRef
        block.scratch = workspace.scratch(a.batch * Int(lamina_recurrent_scratch_width(Int64(a.units), Int64(a.cell.gates))))
        block.activation = a.f.block
        block.recurrent_activation = a.gate.block
        block.reverse = a.reverse ? 1 : 0
        block.flip_sequence = a.flipsSequence ? 1 : 0
        block.reset_after = a.cell == .gruResetAfter ? 1 : 0
        return block
    }
}
