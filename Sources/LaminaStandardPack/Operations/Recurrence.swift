import CLaminaKernels
import LaminaKit

/// The recurrent cells that have a kernel of their own.
public enum RecurrentCell: Sendable, Hashable {
    case simpleRNN
    case gru(resetAfter: Bool)
    case lstm

    /// Gates in Keras's order: GRU z, r, h; LSTM i, f, c, o.
    public var gates: Int {
        switch self {
        case .simpleRNN: 1
        case .gru: 3
        case .lstm: 4
        }
    }

    var hasCellState: Bool { self == .lstm }

    var resetsBeforeProduct: Bool { self == .gru(resetAfter: false) }

    fileprivate var kernel: KeyPath<lamina_kernel_table, lamina_kernel?> {
        switch self {
        case .simpleRNN: \.simple_rnn
        case .gru: \.gru
        case .lstm: \.lstm
        }
    }

    var label: String {
        switch self {
        case .simpleRNN: "SimpleRNN"
        case .gru(let resetAfter): resetAfter ? "GRU" : "GRU reset before"
        case .lstm: "LSTM"
        }
    }
}

/// A whole sequence through a recurrent cell: one step of the plan, whatever the sequence's length.
///
/// Operands: the input projection `[batch, time, gates·units]` of all steps, the recurrent kernel `[units, gates·units]`, a GRU's
/// recurrent bias `[gates·units]` if it has one, then the initial states `[batch, units]` if there are any, then the mask `[batch, time]`
/// if there is one: where it is 0 the states stay; then, with dropout of the state, what each gate's copy of it is multiplied by
/// `[batch, gates·units]`.
/// Results: what `keeps` names, then in training what the backward pass reads.
public struct Recurrence: Operation {
    public struct Kept: OptionSet, Sendable {
        public let rawValue: Int

        public init(rawValue: Int) {
            self.rawValue = rawValue
        }

        /// All states `[batch, time, units]` in the order in which they are computed, unless flipped.
        public static let sequence = Kept(rawValue: 1)
        /// The last state `[batch, units]`.
        public static let last = Kept(rawValue: 2)
        /// The last cell state of an LSTM `[batch, units]`.
        public static let lastCell = Kept(rawValue: 4)
    }

    public let cell: RecurrentCell
    public let units: Int
    public let activation: lamina_activation
    public let recurrentActivation: lamina_activation
    public let hasRecurrentBias: Bool
    public let isReversed: Bool
    /// Whether the sequence is returned from the last step to the first.
    public let flipsSequence: Bool
    public let hasInitialState: Bool
    public let hasMask: Bool
    public let dropsState: Bool
    public let keeps: Kept
    public let isTraining: Bool

    public init(
        cell: RecurrentCell, units: Int, activation: lamina_activation, recurrentActivation: lamina_activation, hasRecurrentBias: Bool,
        isReversed: Bool, flipsSequence: Bool = false, hasInitialState: Bool, hasMask: Bool, dropsState: Bool = false, keeps: Kept,
        isTraining: Bool
    ) {
        self.cell = cell
        self.units = units
        self.activation = activation
        self.recurrentActivation = recurrentActivation
        self.hasRecurrentBias = hasRecurrentBias
        self.isReversed = isReversed
        self.flipsSequence = flipsSequence
        self.hasInitialState = hasInitialState
        self.hasMask = hasMask
        self.dropsState = dropsState
        self.keeps = keeps
        self.isTraining = isTraining
    }

    public var description: String {
        let parts = [
            "\(cell.label) \(units)", isReversed ? "reversed" : nil, flipsSequence ? "flipped" : nil, keeps.contains(.sequence) ? "sequence" : nil,
            hasMask ? "masked" : nil, dropsState ? "dropping" : nil, isTraining ? "saving" : nil,
        ]
        return "Recurrence(\(parts.compactMap { $0 }.joined(separator: ", ")))"
    }

    public func resultShapes(for operands: [Shape]) throws(OperationTypeError) -> [Shape] {
        let width = cell.gates * units
        var expected: [Shape] = [[.fixed(units), .fixed(width)]]
        if hasRecurrentBias { expected.append([.fixed(width)]) }
        let projection = operands[0]
        guard projection.rank == 3, projection.features == width else {
            throw OperationTypeError("\(description) takes a projection [batch, time, \(width)], found \(projection)")
        }
        let state: Shape = [projection[0], .fixed(units)]
        if hasInitialState { expected += cell.hasCellState ? [state, state] : [state] }
        if hasMask { expected.append([projection[0], projection[1]]) }
        if dropsState { expected.append([projection[0], .fixed(width)]) }
        guard Array(operands.dropFirst()) == expected else {
            throw OperationTypeError("\(description) takes \(expected) beside the projection, found \(operands.dropFirst())")
        }
        let layout = Results(self)
        let sequence = projection.replacingLast(with: .fixed(units))
        var shapes = [Shape](repeating: state, count: layout.count)
        for index in [layout.sequence, layout.previous, layout.previousCell].compactMap({ $0 }) { shapes[index] = sequence }
        if let saved = layout.saved { shapes[saved] = projection.replacingLast(with: .fixed(savedWidth)) }
        return shapes
    }

    public func flops(operands: [Shape], results: [Shape]) -> Extent {
        operands[0].extent * flopsOfProjectedNumber
    }

    /// Its column of the recurrent product, and what gates and state take.
    var flopsOfProjectedNumber: Int { 2 * units + 10 }

    public func preparation(ofOperand index: Int, shape: Shape) -> (any Operation)? {
        index == 1 ? PackWeights(transposed: false) : nil
    }

    public func scratch(operands: [Shape], results: [Shape]) -> [Shape] {
        [recurrentScratch(units: units, gates: cell.gates, batch: operands[0][0])]
    }

    public func kernelCalls(at site: KernelSite) -> [KernelCall] {
        let projection = site.operandShapes[0]
        let arguments = arguments(at: site, projection: site.operand(0), shape: projection, firstOfOthers: 1)
        return [KernelCall(cell.kernel, arguments, units: Extent([projection[0]]), grain: Int(LAMINA_RECURRENT_GRAIN))]
    }

    /// - Parameters:
    ///   - projection: nil where the kernel makes it up itself; `shape` is its shape all the same.
    ///   - firstOfOthers: the site's operand that the recurrent kernel is; the other operands follow it.
    func arguments(at site: KernelSite, projection: lamina_ref?, shape: Shape, firstOfOthers: Int) -> lamina_recurrent_arguments {
        func operand(_ isThere: Bool, _ index: Int) -> lamina_ref { isThere ? site.operand(firstOfOthers + index - 1) : KernelSite.absent }
        let layout = Results(self)
        var arguments = lamina_recurrent_arguments()
        arguments.batch = Extent([shape[0]]).packed
        arguments.time = Extent([shape[1]]).packed
        arguments.units = Int64(units)
        arguments.projection = projection ?? KernelSite.absent
        arguments.recurrent = operand(true, 1)
        arguments.recurrent_bias = operand(hasRecurrentBias, 2)
        arguments.initial = operand(hasInitialState, firstInitialOperand)
        arguments.initial_cell = operand(hasInitialState && cell.hasCellState, firstInitialOperand + 1)
        arguments.mask = operand(hasMask, maskOperand)
        arguments.keep = operand(dropsState, keepOperand)
        arguments.last = site.optionalResult(layout.last)
        arguments.last_cell = site.optionalResult(layout.lastCell)
        arguments.sequence = site.optionalResult(layout.sequence)
        arguments.previous = site.optionalResult(layout.previous)
        arguments.previous_cell = site.optionalResult(layout.previousCell)
        arguments.saved = site.optionalResult(layout.saved)
        arguments.scratch = site.scratch(0)
        arguments.activation = activation
        arguments.recurrent_activation = recurrentActivation
        arguments.reverse = isReversed ? 1 : 0
        arguments.flip_sequence = flipsSequence ? 1 : 0
        arguments.reset_after = cell == .gru(resetAfter: true) ? 1 : 0
        return arguments
    }

    public func pullback(_ site: inout PullbackSite) throws -> [Value?] {
        let layout = Results(self)
        let gradient = RecurrenceGradient(
            forward: self, hasSequenceGradient: layout.gradient(layout.sequence, in: site) != nil,
            hasLastGradient: layout.gradient(layout.last, in: site) != nil,
            hasLastCellGradient: layout.gradient(layout.lastCell, in: site) != nil, wantsInitialGradient: wantsInitialGradient(site))
        let saved = [layout.previous, layout.previousCell, layout.saved].compactMap { $0 }.map { site.results[$0] }
        let incoming = [layout.sequence, layout.last, layout.lastCell].compactMap { layout.gradient($0, in: site) }
        let masks = (hasMask ? [site.operands[maskOperand]] : []) + (dropsState ? [site.operands[keepOperand]] : [])
        let results = try site.results(of: gradient, [site.operands[1]] + saved + incoming + masks)
        let recurrent = results[gradient.recurrentResult]

        var gradients: [Value?] = [site.wants(0) ? results[0] : nil]
        let reset = cell.resetsBeforeProduct ? results[gradient.resetResult] : nil
        gradients.append(site.wants(1) ? try kernelGradient(recurrent, reset: reset, previous: site.results[layout.previous!], &site) : nil)
        if hasRecurrentBias { gradients.append(site.wants(2) ? try site.apply(ColumnSum(), recurrent) : nil) }
        if hasInitialState {
            let initial = Array(results.dropFirst(gradient.initialResult))
            let count = cell.hasCellState ? 2 : 1
            gradients += wantsInitialGradient(site) ? Array(initial.prefix(count)) : [Value?](repeating: nil, count: count)
        }
        return gradients + [Value?](repeating: nil, count: masks.count)
    }

    /// One product over all steps; gates that do not multiply the same have products of their own.
    private func kernelGradient(_ recurrent: Value, reset: Value?, previous: Value, _ site: inout PullbackSite) throws -> Value {
        let groups = dropsState ? (0..<cell.gates).map { $0..<$0 + 1 } : cell.resetsBeforeProduct ? [0..<2, 2..<3] : [0..<cell.gates]
        guard dropsState || groups.count > 1 else { return try site.apply(OuterProductSum(), previous, recurrent) }
        let parts = try groups.map { group in
            let gradient = try site.apply(Slice(axis: 2, offset: group.lowerBound * units, size: group.count * units), recurrent)
            let resetFactor = group.lowerBound == 2 ? reset : nil
            let factor = try resetFactor ?? (dropsState ? kept(previous, gate: group.lowerBound, &site) : previous)
            return try site.apply(OuterProductSum(), factor, gradient)
        }
        return parts.count == 1 ? parts[0] : try site.results(of: ConcatenateTensors(axis: 1), parts)[0]
    }

    /// What a gate saw of the states `[batch, time, units]`.
    private func kept(_ states: Value, gate: Int, _ site: inout PullbackSite) throws -> Value {
        let shape = site.shape(of: states)
        let share = try site.apply(Slice(axis: 1, offset: gate * units, size: units), site.operands[keepOperand])
        let once = try site.apply(View(as: [shape[0], 1, .fixed(units)]), share)
        let stretched = try site.apply(Repeat(axis: 1, times: shape[1].bound), once)
        return try site.apply(Multiply(), states, site.apply(View(as: shape), stretched))
    }

    private func wantsInitialGradient(_ site: PullbackSite) -> Bool {
        hasInitialState && (firstInitialOperand..<maskOperand).contains(where: site.wants)
    }

    var firstInitialOperand: Int { hasRecurrentBias ? 3 : 2 }

    private var maskOperand: Int { firstInitialOperand + (hasInitialState ? cell.hasCellState ? 2 : 1 : 0) }

    private var keepOperand: Int { maskOperand + (hasMask ? 1 : 0) }

    private var savedWidth: Int {
        switch cell {
        case .simpleRNN: Int(lamina_simple_rnn_saved_width(Int64(units)))
        case .gru: Int(lamina_gru_saved_width(Int64(units)))
        case .lstm: Int(lamina_lstm_saved_width(Int64(units)))
        }
    }

    /// Which result is what, for one choice of what is kept.
    public struct Results {
        public private(set) var sequence, last, lastCell: Int?
        private(set) var previous, previousCell, saved: Int?
        private(set) var count = 0

        public init(_ recurrence: Recurrence) {
            let keeps = recurrence.keeps
            sequence = next(keeps.contains(.sequence))
            last = next(keeps.contains(.last))
            lastCell = next(keeps.contains(.lastCell))
            previous = next(recurrence.isTraining)
            previousCell = next(recurrence.isTraining && recurrence.cell.hasCellState)
            saved = next(recurrence.isTraining)
        }

        private mutating func next(_ isPresent: Bool) -> Int? {
            guard isPresent else { return nil }
            defer { count += 1 }
            return count
        }

        func gradient(_ index: Int?, in site: PullbackSite) -> Value? {
            index.flatMap { site.gradients[$0] }
        }
    }
}

extension KernelSite {
    func optionalResult(_ index: Int?) -> lamina_ref {
        index.map(result) ?? KernelSite.absent
    }
}

func recurrentScratch(units: Int, gates: Int, batch: Dimension) -> Shape {
    [batch, .fixed(Int(lamina_recurrent_scratch_width(Int64(units), Int64(gates))))]
}
