import LaminaKit

/// The layers of a graph that are lowered so far: what their edges carry, and which steps of it count.
struct LoweredLayers {
    private let inputs: [Value]
    private let inputMasks: [Value?]
    private var values: [[Value]] = []
    private var masks: [[Value?]] = []

    init(inputs: [Value], masks: [Value?]) {
        self.inputs = inputs
        inputMasks = masks
    }

    /// How many layers are lowered.
    var count: Int { values.count }

    /// Lowers the next layer.
    mutating func append(
        _ node: TypedGraph.LayerNode, _ parameters: ParameterValues, batch: Dimension, into lowering: inout Lowering
    ) throws {
        let taken = node.inputs.map { maskedValue(of: $0, in: &lowering) }
        let stateCount = lowering.graph.states.count
        let results = try node.layer.lower(taken, parameters, into: &lowering)
        // Pieces of several sequences go through one layer: there each use has its own state. Otherwise Keras's one state is meant.
        guard node.weightOwner == nil || lowering.mode.isStreaming || lowering.graph.states.count == stateCount else {
            throw OperationTypeError("keeps a state from run to run, which two uses of one layer cannot share: leave out \"stateful\"")
        }
        masks.append(results.map { mask(of: $0, from: node.layer, inputs: taken, lowering) })
        let promised = node.outputShapes.map { $0.prepending(batch) }
        let found = results.map { lowering.shape(of: $0) }
        guard promised == found else {
            throw OperationTypeError("promises \(promised) but its operations give \(found)")
        }
        values.append(results)
    }

    func value(of edge: TypedGraph.Edge) -> Value {
        switch edge {
        case .input(let index): inputs[index]
        case .layer(let index, let output): values[index][output]
        }
    }

    /// The value with this edge's mask. A layer that returns its input itself does not pass the mask by that: masks belong to edges.
    func maskedValue(of edge: TypedGraph.Edge, in lowering: inout Lowering) -> Value {
        let value = value(of: edge)
        switch edge {
        case .input(let index): lowering.setMask(inputMasks[index], of: value)
        case .layer(let index, let output): lowering.setMask(masks[index][output], of: value)
        }
        return value
    }

    /// The mask that a layer gave its result or passes on to it: of the leading axes, so never to a result that has others.
    private func mask(of result: Value, from layer: any Layer, inputs: [Value], _ lowering: Lowering) -> Value? {
        if !inputs.contains(result), let own = lowering.mask(of: result) { return own }
        guard layer.passesMask, let passed = lowering.mask(of: inputs[0]) else { return nil }
        let axes = lowering.shape(of: passed).dimensions
        return lowering.shape(of: result).dimensions.dropLast().starts(with: axes) ? passed : nil
    }
}
