import LaminaKit

/// A layer on each step of a sequence, with one set of parameters.
struct TimeDistributed: Layer {
    static let summary = "Applies a layer to each step of a sequence [time, …], with the same parameters at each."
    private let layer: (any Layer)?

    init(from fields: inout Fields) {
        layer = fields.component("layer", .layer, as: (any Layer).self, default: nil, "The layer that is applied to each step.")
        if let layer, !type(of: layer).inputCount.contains(1) {
            fields.report("'layer' must take one input, \(type(of: layer).typeName) does not", at: "layer")
        }
    }

    var supportsStreaming: Bool { true }
    var passesMask: Bool { true }

    func outputs(for inputs: [Shape]) throws(LayerError) -> [Shape] {
        guard inputs[0].rank >= 2 else { throw LayerError("needs a sequence [time, …], found \(inputs[0])", input: 0) }
        do {
            return try layer!.outputs(for: [inputs[0].droppingFirst()]).map { $0.prepending(inputs[0][0]) }
        } catch {
            throw error.inside(layer!, field: "layer")
        }
    }

    func parameters(for inputs: [Shape]) -> [ParameterSpec] {
        layer!.parameters(for: [inputs[0].droppingFirst()])
    }

    /// The steps of all examples are one batch.
    func lower(_ inputs: [Value], _ parameters: ParameterValues, into lowering: inout Lowering) throws -> [Value] {
        let shape = lowering.shape(of: inputs[0])
        let steps = Dimension.merged(Extent([shape[0], shape[1]]))
        let step = try lowering.apply(View(as: Shape([steps] + shape.dimensions.dropFirst(2))), inputs[0])
        if let mask = lowering.mask(of: inputs[0]), lowering.shape(of: mask).rank > 2 {
            let inner = lowering.shape(of: mask).dimensions.dropFirst(2)
            lowering.setMask(try lowering.apply(View(as: Shape([steps] + inner)), mask), of: step)
        }
        let stateCount = lowering.graph.states.count
        let results = try lowering.withWholeSequences { try layer!.lower([step], parameters, into: &$0) }
        guard lowering.graph.states.count == stateCount else {
            throw OperationTypeError("its layer keeps a state from run to run, but each step is an example of its own: leave out \"stateful\"")
        }
        return try results.map { result in
            let features = lowering.shape(of: result).dimensions.dropFirst()
            return try lowering.apply(View(as: Shape([shape[0], shape[1]] + features)), result)
        }
    }
}
