import CLaminaKernels
import Testing

@Suite struct RecurrentTests {
    static let grain = Int(LAMINA_RECURRENT_GRAIN)

    @Test(arguments: recurrentCases, [false, true]) func forward(_ a: RecurrentCase, _ training: Bool) {
        let data = RecurrentData(a)
        check(a.cell.forward, units: a.batch, grain: Self.grain) { data.forwardArguments($0, training: training) }
    }

    @Test(arguments: Cell.allCases) func lastMayBeInitial(_ cell: Cell) {
        let data = RecurrentData(RecurrentCase(cell: cell, batch: 3, time: 2, units: 5))
        check(cell.forward, units: 3, grain: Self.grain) { data.forwardArguments($0, training: false, lastIsInitial: true) }
    }

    /// Which rows are computed together must not show: a row's bits are those that it has alone.
    @Test(arguments: recurrentCases.filter { $0.batch * $0.time > 1 }) func aRowIsTheSameInAnyBatch(_ a: RecurrentCase) {
        let data = RecurrentData(a)
        for isa in availableSets {
            func sequence(_ data: RecurrentData) -> [UInt32] {
                let workspace = Workspace(layout: .guarded), block = data.forwardArguments(workspace, training: false)
                withUnsafePointer(to: block) { lamina_kernels_for(isa).pointee[keyPath: a.cell.forward]!(&workspace.run, $0, 0, Int64(data.a.batch)) }
                return workspace.values(block.sequence).map(\.bitPattern)
            }
            #expect(sequence(data) == (0..<a.batch).flatMap { sequence(data.only($0)) }, "\(name(of: isa))")
        }
    }

    /// d_projection and the initial states' gradients against numeric differentiation.
    @Test(arguments: recurrentCases) func gradient(_ a: RecurrentCase) {
        let data = RecurrentData(a), saved = data.saved()
        var dProjection: [Double] = [], dInitial: [Double] = [], dInitialCell: [Double] = []
        let whole = a.width * a.time <= 150
        for row in 0..<a.batch {
            let input = data.input(row)
            func gradient(_ part: WritableKeyPath<RowInput, [Double]>) -> [Double] {
                numericGradient(of: { changed in
                    var moved = input
                    moved[keyPath: part] = changed
                    return data.scalar(row, moved)
                }, at: input[keyPath: part])
            }
            if whole { dProjection += gradient(\.projection) }
            dInitial += gradient(\.h)
            if a.cell.hasCell { dInitialCell += gradient(\.c) }
        }
        check(a.cell.gradient, units: a.batch, grain: Self.grain, tolerance: Tolerance(absolute: 4e-6, relative: 1e-5)) { workspace in
            var block = data.gradientArguments(workspace, saved: saved)
            block.d_projection = whole ? workspace.output(dProjection) : workspace.anyOutput(a.batch * a.time * a.width)
            block.d_initial = a.time > 0 ? workspace.output(dInitial) : noRef
            block.d_initial_cell = a.cell.hasCell && a.time > 0 ? workspace.output(dInitialCell) : noRef
            return block
        }
    }

    /// The recurrent matrix's gradient is Σ previous ⊗ d_recurrent (reset_previous for the candidate of a GRU that resets before), its bias's Σ d_recurrent.
    @Test(arguments: recurrentCases.filter { $0.batch * $0.time > 0 }) func recurrentGradient(_ a: RecurrentCase) {
        let data = RecurrentData(a), saved = data.saved(), units = a.units, steps = a.batch * a.time
        func total(_ change: (inout RowInput) -> Void) -> Double {
            (0..<a.batch).reduce(0) { sum, row in
                var input = data.input(row)
                change(&input)
                return sum + data.scalar(row, input)
            }
        }
        let step = 1e-5
        let places = Array(stride(from: 0, to: units * a.width, by: max(1, units * a.width / 25)))
        let matrix = places.map { i in (total { $0.recurrent[i] += step } - total { $0.recurrent[i] -= step }) / (2 * step) }
        let columns = a.cell.hasBias ? Array(stride(from: 0, to: a.width, by: max(1, a.width / 20))) : []
        let bias = columns.map { i in (total { $0.bias[i] += step } - total { $0.bias[i] -= step }) / (2 * step) }
        let tolerance = Tolerance(absolute: 2e-5, relative: 1e-5)
        for isa in availableSets {
            let workspace = Workspace(layout: .guarded)
            var block = data.gradientArguments(workspace, saved: saved)
            block.d_projection = workspace.anyOutput(steps * a.width)
            block.d_initial = noRef
            block.d_initial_cell = noRef
            withUnsafePointer(to: block) { lamina_kernels_for(isa).pointee[keyPath: a.cell.gradient]!(&workspace.run, $0, 0, Int64(a.batch)) }
            let d = workspace.values(block.d_recurrent), previous = data.previous()
            let reset = a.cell == .gruResetBefore ? workspace.values(block.reset_previous) : previous
            for (place, expected) in zip(places, matrix) {
                let k = place / a.width, column = place % a.width
                let isReset = a.cell == .gruResetBefore && column >= 2 * units
                func factor(_ step: Int) -> Double {
                    if isReset { return Double(reset[step * units + k]) }
                    let share = a.dropsState ? data.keep[step / a.time * a.width + column / units * units + k] : 1
                    return Double(previous[step * units + k]) * Double(share)
                }
                let sum = (0..<steps).reduce(0.0) { $0 + factor($1) * Double(d[$1 * a.width + column]) }
                #expect(tolerance.accepts(Float(sum), expected), "\(name(of: isa)), recurrent[\(k)][\(column)]: \(sum), expected \(expected)")
            }
            for (column, expected) in zip(columns, bias) {
                let sum = (0..<steps).reduce(0.0) { $0 + Double(d[$1 * a.width + column]) }
                #expect(tolerance.accepts(Float(sum), expected), "\(name(of: isa)), bias[\(column)]: \(sum), expected \(expected)")
            }
        }
    }
}
