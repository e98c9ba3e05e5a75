import CLaminaKernels
import LaminaKit

/// A layer that walks a sequence and hands its state from step to step.
protocol RecurrentLayer: Layer {
    var options: RecurrentOptions { get set }

    /// How many states a step hands to the next.
    static var stateCount: Int { get }
}

extension RecurrentLayer {
    static var inputCount: ClosedRange<Int> { 1...1 + stateCount }

    var supportsStreaming: Bool { !options.goesBackwards }

    func outputs(for inputs: [Shape]) throws(LayerError) -> [Shape] { try options.outputs(for: inputs, states: Self.stateCount) }
}

/// What SimpleRNN, GRU and LSTM have in common: fields, parameters, lowering.
struct RecurrentOptions: Sendable {
    let units: Int
    let activation: lamina_activation
    let usesBias: Bool
    let kernel: WeightOptions
    let recurrentKernel: WeightOptions
    let bias: WeightOptions
    let activityRegularizer: (any Regularizer)?
    let returnsSequences: Bool
    let returnsState: Bool
    var goesBackwards: Bool
    /// Whether the sequence is returned from the last step to the first: what Bidirectional asks of the layer that goes backwards.
    var flipsSequence = false
    let isStateful: Bool
    let dropout: RecurrentDropout

    init(from fields: inout Fields) {
        units = fields.positiveInteger("units", "The size of the state.")
        activation = fields.elementwiseActivation("activation", default: TanhFunction(), called: "tanh", "What is applied to the candidate state.")
        usesBias = fields.boolean("use_bias", default: true, "Add a bias.")
        kernel = fields.kernel()
        recurrentKernel = fields.weights("recurrent", initializer: Orthogonal(), called: "orthogonal")
        bias = fields.bias()
        activityRegularizer = fields.activityRegularizer()
        returnsSequences = fields.boolean("return_sequences", default: false, "Return the state of every step, not only of the last.")
        returnsState = fields.boolean("return_state", default: false, "Return the last state too, as further outputs: \"name:1\" (and \"name:2\").")
        goesBackwards = fields.boolean("go_backwards", default: false, "Process the sequence from its end.")
        isStateful = fields.boolean("stateful", default: false, "Begin each run with the last state of the one before.")
        dropout = RecurrentDropout(from: &fields)
    }

    /// - Parameter states: how many states the cell has.
    func outputs(for inputs: [Shape], states: Int) throws(LayerError) -> [Shape] {
        let input = inputs[0]
        guard input.rank == 2, input.features != nil else {
            throw LayerError(
                "needs a sequence [time, features], found \(input)", input: 0,
                remedy: input.rank == 1 ? "after a recurrent layer: set \"return_sequences\": true on that one; after an input: give it the shape [steps, features]" : nil)
        }
        if let field = dropout.activeField, input.sizes == nil {
            throw LayerError("drops the same features at all steps and needs to know how many there are, found \(input)", field: field, input: 0)
        }
        try checkInitialStates(inputs.dropFirst(), states: states)
        let output: Shape = returnsSequences ? [input[0], .fixed(units)] : [.fixed(units)]
        return [output] + Array(repeating: [.fixed(units)], count: returnsState ? states : 0)
    }

    private func checkInitialStates(_ given: ArraySlice<Shape>, states: Int) throws(LayerError) {
        guard !given.isEmpty else { return }
        guard given.count == states else {
            throw LayerError("takes a sequence and \(states) initial states, found \(given.count)", input: 1)
        }
        if let stranger = given.firstIndex(where: { $0 != [.fixed(units)] }) {
            throw LayerError("needs initial states of shape [\(units)], found \(given[stranger])", input: stranger)
        }
        if isStateful {
            throw LayerError("begins with the last state of the run before: it cannot take an initial state from another layer", field: "stateful")
        }
    }

    func parameters(for inputs: [Shape], gates: Int, biasSizes: [Int], biasInitializer: (any Initializer)? = nil) -> [ParameterSpec] {
        let width = gates.saturatingProduct(units)
        let gateNote = gates == 1 ? "units" : "\(gates)·units"
        let specs = [
            kernel.spec("kernel", [inputs[0].features!, width], summary: "[features, \(gateNote)]"),
            recurrentKernel.spec("recurrent_kernel", [units, width], summary: "[units, \(gateNote)]"),
        ]
        guard usesBias else { return specs }
        let options = biasInitializer.map(bias.starting) ?? bias
        return specs + [options.spec("bias", biasSizes, summary: biasSizes.count == 1 ? "[\(gateNote)]" : "[2, \(gateNote)]: input, recurrent")]
    }

    /// One product projects all steps; one operation walks them.
    ///
    /// - Parameter inputs: the sequence `[batch, time, features]`, then the initial states `[batch, units]` if the model gives them.
    func lower(
        _ inputs: [Value], _ cell: RecurrentCell, inputBias: Value?, recurrentBias: Value?, recurrentActivation: lamina_activation,
        _ parameters: ParameterValues, into lowering: inout Lowering
    ) throws -> [Value] {
        let x = inputs[0]
        var projection = try dropout.project(x, kernel: parameters["kernel"], gates: cell.gates, into: &lowering)
        if let inputBias { projection = try lowering.apply(AddBias(), projection, inputBias) }

        let states = try keptStates(cell, batch: lowering.shape(of: x)[0], hasInitialStates: inputs.count > 1, &lowering)
        let initialStates = states.isEmpty ? Array(inputs.dropFirst()) : states
        var keeps: Recurrence.Kept = returnsSequences ? .sequence : .last
        if returnsState || !states.isEmpty { keeps.formUnion(cell == .lstm ? [.last, .lastCell] : .last) }
        let mask = lowering.mask(of: x)
        let keep = try dropout.keep(width: cell.gates * units, batch: lowering.shape(of: x)[0], into: &lowering)
        let recurrence = Recurrence(
            cell: cell, units: units, activation: activation, recurrentActivation: recurrentActivation,
            hasRecurrentBias: recurrentBias != nil, isReversed: goesBackwards, flipsSequence: flipsSequence,
            hasInitialState: !initialStates.isEmpty, hasMask: mask != nil, dropsState: keep != nil, keeps: keeps, isTraining: lowering.mode.isTraining)
        let biases = recurrentBias.map { [$0] } ?? []
        let operands = [projection, try parameters["recurrent_kernel"]] + biases + initialStates + [mask, keep].compactMap { $0 }
        let results = try lowering.results(of: recurrence, operands)
        let layout = Recurrence.Results(recurrence)
        let last = [layout.last, layout.lastCell].compactMap { $0 }.map { results[$0] }
        for (state, next) in zip(states, last) { lowering.store(next, in: state) }
        let output = try lowering.regularized(results[(layout.sequence ?? layout.last)!], by: activityRegularizer)
        if returnsSequences { lowering.setMask(mask, of: output) }
        return [output] + (returnsState ? last : [])
    }

    /// The memory that the next run begins with; empty where each run begins anew.
    private func keptStates(_ cell: RecurrentCell, batch: Dimension, hasInitialStates: Bool, _ lowering: inout Lowering) throws -> [Value] {
        guard isStateful || lowering.mode.isStreaming else { return [] }
        guard !hasInitialStates else {
            throw OperationTypeError("its initial state comes from another layer, so a sequence cannot come in pieces")
        }
        return (cell == .lstm ? ["state", "cell_state"] : ["state"]).map { lowering.state($0, shape: [batch, .fixed(units)]) }
    }
}

extension Fields {
    /// An activation that a recurrent cell can apply inside its loop.
    mutating func elementwiseActivation(
        _ key: String, default standIn: any Activation, called name: String, _ summary: String
    ) -> lamina_activation {
        let chosen = component(key, .activation, as: (any Activation).self, default: (standIn, .string(name)), summary)
        guard let chosen else { return .linear }
        guard let function = chosen.function else {
            report("field '\(key)' of a recurrent layer must look at one element at a time, '\(type(of: chosen).typeName)' does not", at: key)
            return .linear
        }
        return function
    }
}
