import LaminaKit

/// A recurrent layer over the sequence in both directions (Schuster and Paliwal, 1997).
struct Bidirectional: Layer {
    enum MergeMode: String, CaseIterable, Sendable {
        case concat, sum, mul, ave, none
    }

    static let summary = "Runs a recurrent layer over the sequence from both ends and merges the two outputs step by step."
    static let inputCount = 1...5
    private let forward: any RecurrentLayer
    private let backward: any RecurrentLayer
    private let mergeMode: MergeMode

    init(from fields: inout Fields) {
        let layer = fields.component("layer", .layer, as: (any Layer).self, default: nil, "The recurrent layer: SimpleRNN, GRU or LSTM.")
        let other = fields.optionalComponent("backward_layer", .layer, as: (any Layer).self, "What goes the other way, if it is not the same.")
        mergeMode = fields.choice(
            "merge_mode", default: .concat, "How two outputs become one; none (Keras's null) keeps both: \"name\" and \"name:1\".")
        forward = Self.recurrent(layer, "layer", &fields)
        var backward = other == nil ? forward : Self.recurrent(other, "backward_layer", &fields)
        if other == nil { backward.options.goesBackwards.toggle() }
        backward.options.flipsSequence = true
        self.backward = backward
        checkPair(&fields)
    }

    private static func recurrent(_ layer: (any Layer)?, _ key: String, _ fields: inout Fields) -> any RecurrentLayer {
        if let layer = layer as? any RecurrentLayer { return layer }
        if let layer { fields.report("'\(key)' must be a recurrent layer, found \(type(of: layer).typeName)", at: key) }
        var nothing = Fields(describing: key, registry: fields.registry)
        return SimpleRNN(from: &nothing)
    }

    private func checkPair(_ fields: inout Fields) {
        let (first, second) = (forward.options, backward.options)
        if first.goesBackwards == second.goesBackwards {
            fields.report("'backward_layer' must go the other way than 'layer': set its \"go_backwards\"", at: "backward_layer")
        }
        if first.returnsSequences != second.returnsSequences || first.returnsState != second.returnsState || first.isStateful != second.isStateful {
            fields.report("'backward_layer' must agree with 'layer' in return_sequences, return_state and stateful", at: "backward_layer")
        }
        if mergeMode != .none, mergeMode != .concat, first.units != second.units {
            fields.report("'merge_mode' \(mergeMode.rawValue) needs as many units both ways, found \(first.units) and \(second.units)", at: "merge_mode")
        }
    }

    func outputs(for inputs: [Shape]) throws(LayerError) -> [Shape] {
        let (left, right) = split(inputs)
        guard inputs.count == 1 || inputs.count == 1 + stateCount(forward) + stateCount(backward) else {
            throw LayerError(
                "takes a sequence and \(stateCount(forward) + stateCount(backward)) initial states, found \(inputs.count - 1)", input: 1)
        }
        let first = try outputs(of: forward, for: left)
        let second = try outputs(of: backward, for: right)
        let merged =
            switch mergeMode {
            case .none: [first[0], second[0]]
            case .concat: [first[0].replacingLast(with: .fixed(forward.options.units + backward.options.units))]
            case .sum, .mul, .ave: [first[0]]
            }
        return merged + first.dropFirst() + second.dropFirst()
    }

    private func outputs(of layer: any RecurrentLayer, for inputs: [Shape]) throws(LayerError) -> [Shape] {
        do {
            return try layer.outputs(for: inputs)
        } catch {
            throw error.inside(layer, field: "layer")
        }
    }

    func parameters(for inputs: [Shape]) -> [ParameterSpec] {
        let (left, right) = split(inputs)
        return forward.parameters(for: left).map { $0.scoped("forward") } + backward.parameters(for: right).map { $0.scoped("backward") }
    }

    func lower(_ inputs: [Value], _ parameters: ParameterValues, into lowering: inout Lowering) throws -> [Value] {
        let (left, right) = split(inputs)
        let first = try forward.lower(left, parameters.scoped("forward"), into: &lowering)
        let second = try backward.lower(right, parameters.scoped("backward"), into: &lowering)
        let mask = forward.options.returnsSequences ? lowering.mask(of: inputs[0]) : nil
        let outputs = try [first[0], second[0]].map { try cleared($0, mask, &lowering) }
        let merged = try merge(outputs[0], outputs[1], &lowering)
        for value in merged { lowering.setMask(mask, of: value) }
        return merged + first.dropFirst() + second.dropFirst()
    }

    /// Zeros in masked steps, where a recurrent layer alone would repeat its state: Keras's `zero_output_for_mask`.
    private func cleared(_ sequence: Value, _ mask: Value?, _ lowering: inout Lowering) throws -> Value {
        guard let mask else { return sequence }
        return try lowering.apply(MaskSteps(), sequence, mask)
    }

    private func merge(_ first: Value, _ second: Value, _ lowering: inout Lowering) throws -> [Value] {
        switch mergeMode {
        case .none: [first, second]
        case .concat: [try lowering.apply(ConcatenateTensors(axis: lowering.shape(of: first).rank - 1), first, second)]
        case .sum: [try lowering.sum([first, second])]
        case .mul: [try lowering.apply(Multiply(), first, second)]
        case .ave: [try lowering.apply(Affine(scale: 0.5), lowering.sum([first, second]))]
        }
    }

    /// What each direction takes: the sequence, and of the initial states first those of the forward layer.
    private func split<Element>(_ inputs: [Element]) -> ([Element], [Element]) {
        let count = stateCount(forward)
        return (Array(inputs.prefix(1 + count)), Array(inputs.prefix(1) + inputs.dropFirst(1 + count)))
    }

    private func stateCount(_ layer: any RecurrentLayer) -> Int { type(of: layer).stateCount }
}
