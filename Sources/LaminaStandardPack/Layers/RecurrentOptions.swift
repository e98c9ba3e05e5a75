import CLaminaKernels
import LaminaKit

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
    let goesBackwards: Bool
    let isStateful: Bool

    init(from fields: inout Fields) {
        units = fields.positiveInteger("units", "The size of the state.")
        activation = fields.elementwiseActivation("activation", default: TanhFunction(), called: "tanh", "What is applied to the candidate state.")
        usesBias = fields.boolean("use_bias", default: true, "Add a bias.")
        kernel = fields.kernel()
        recurrentKernel = fields.weights("recurrent", initializer: Orthogonal(), called: "orthogonal")
        bias = fields.bias()
        activityRegularizer = fields.activityRegularizer()
        returnsSequences = fields.boolean("return_sequences", default: false, "Return the state of every step, not only of the last.")
        goesBackwards = fields.boolean("go_backwards", default: false, "Process the sequence from its end.")
        isStateful = fields.boolean("stateful", default: false, "Begin each run with the last state of the one before.")
    }

    func outputs(for inputs: [Shape]) throws(LayerError) -> [Shape] {
        let input = inputs[0]
        guard input.rank == 2, input.features != nil else {
            throw LayerError(
                "needs a sequence [time, features], found \(input)", input: 0,
                remedy: input.rank == 1 ? "after a recurrent layer: set \"return_sequences\": true on that one; after an input: give it the shape [steps, features]" : nil)
        }
        return [returnsSequences ? [input[0], .fixed(units)] : [.fixed(units)]]
    }

    func parameters(for inputs: [Shape], gates: Int, biasSizes: [Int], biasInitializer: (any Initializer)? = nil) -> [ParameterSpec] {
        let width = gates.saturatingProduct(units)
        let gateNote = gates == 1 ? "units" : "\(gates)·units"
        let specs = [
            kernel.spec("kernel", [inputs[0].features!, width], summary: "[features, \(gateNote)]"),
            recurrentKernel.spec("recurrent_kernel", [units, width], summary: "[units, \(gateNote)]"),
        ]
        guard usesBias else { return specs }
        let options = biasInitializer.map { WeightOptions(initializer: $0, regularizer: bias.regularizer) } ?? bias
        return specs + [options.spec("bias", biasSizes, summary: biasSizes.count == 1 ? "[\(gateNote)]" : "[2, \(gateNote)]: input, recurrent")]
    }

    /// One product projects all steps; one operation walks them.
    func lower(
        _ x: Value, _ cell: RecurrentCell, inputBias: Value?, recurrentBias: Value?, recurrentActivation: lamina_activation,
        _ parameters: ParameterValues, into lowering: inout Lowering
    ) throws -> [Value] {
        var projection = try lowering.apply(MatMul(), x, parameters["kernel"])
        if let inputBias { projection = try lowering.apply(AddBias(), projection, inputBias) }

        let keepsState = isStateful || lowering.mode.isStreaming
        let stateShape: Shape = [lowering.shape(of: x)[0], .fixed(units)]
        let stateNames = !keepsState ? [] : cell == .lstm ? ["state", "cell_state"] : ["state"]
        let states = stateNames.map { lowering.state($0, shape: stateShape) }

        var keeps: Recurrence.Kept = returnsSequences ? .sequence : .last
        if keepsState { keeps.formUnion(cell == .lstm ? [.last, .lastCell] : .last) }
        let recurrence = Recurrence(
            cell: cell, units: units, activation: activation, recurrentActivation: recurrentActivation,
            hasRecurrentBias: recurrentBias != nil, isReversed: goesBackwards, hasInitialState: keepsState, keeps: keeps,
            isTraining: lowering.mode.isTraining)
        let operands = [projection, try parameters["recurrent_kernel"]] + (recurrentBias.map { [$0] } ?? []) + states
        let results = try lowering.results(of: recurrence, operands)
        let layout = Recurrence.Results(recurrence)
        for (state, next) in zip(states, [layout.last, layout.lastCell]) {
            lowering.store(results[next!], in: state)
        }
        return [try lowering.regularized(results[(layout.sequence ?? layout.last)!], by: activityRegularizer)]
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
