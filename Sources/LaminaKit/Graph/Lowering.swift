/// What a graph is lowered for. Kernels never ask: a layer lowers itself to other operations.
public struct LoweringMode: Sendable, Hashable {
    public var isTraining: Bool
    /// Recurrent layers keep their state from run to run, so that a sequence can come in pieces.
    public var isStreaming: Bool
    /// A loss follows, in training or evaluation: penalties count.
    public var hasLoss: Bool

    public init(isTraining: Bool = false, isStreaming: Bool = false, hasLoss: Bool = false) {
        self.isTraining = isTraining
        self.isStreaming = isStreaming
        self.hasLoss = hasLoss
    }
}

/// Where layers, losses, metrics and optimizers write their operations.
public struct Lowering {
    public private(set) var mode: LoweringMode
    public internal(set) var graph: OperationGraph
    /// Whether nothing of the layer that is lowered is trained: what moves by itself stays too.
    public var isFrozen = false
    /// Whose operations come next: the name of a layer or of a stage.
    public var origin = ""
    /// What layers add to the loss.
    public private(set) var penalties: [Value] = []
    private var streams: UInt64 = 0
    private var stored: [Value: Value] = [:]
    private var storeTargets: [Value] = []
    private var masks: [Value: Value] = [:]

    public init(_ graph: OperationGraph, mode: LoweringMode) {
        self.graph = graph
        self.mode = mode
    }

    public func shape(of value: Value) -> Shape { graph.shape(of: value) }

    /// Appends an operation of one result.
    public mutating func apply(_ operation: some Operation, _ operands: Value...) throws(OperationTypeError) -> Value {
        try results(of: operation, operands)[0]
    }

    /// Appends an operation of any number of results.
    @discardableResult
    public mutating func results(of operation: some Operation, _ operands: [Value]) throws(OperationTypeError) -> [Value] {
        try graph.append(operation, operands, origin: origin)
    }

    /// Which steps of a sequence count: `[batch, time]`, 1 where one does, else 0. Nil where all do.
    public func mask(of value: Value) -> Value? { masks[value] }

    /// Says which steps of a sequence count; nil for all. A layer that `passesMask` need not say it.
    public mutating func setMask(_ mask: Value?, of value: Value) {
        masks[value] = mask
    }

    /// Lowers what finds whole sequences in each run even where others come in pieces: a layer on the steps of another sequence.
    public mutating func withWholeSequences<Result>(_ body: (inout Lowering) throws -> Result) rethrows -> Result {
        let outer = mode
        mode.isStreaming = false
        defer { mode = outer }
        return try body(&self)
    }

    /// Memory of a layer that keeps its value between runs. Zero at first.
    ///
    /// - Parameter shape: with the batch first: every row has its own state.
    public mutating func state(_ name: String, shape: Shape) -> Value {
        let value = graph.makeValue(shape, source: .state(graph.states.count))
        graph.states.append(PersistentValue(name: "\(origin)/\(name)", shape: shape, initialValue: 0, value: value))
        return value
    }

    /// Lets a state, or a parameter that is not trained, hold `value` from the next run on. All of this run's readers see the old one.
    public mutating func store(_ value: Value, in target: Value) {
        if stored.updateValue(value, forKey: target) == nil { storeTargets.append(target) }
    }

    /// What the next run finds in `target` as things stand: what a layer that is used twice moves on from.
    public func latest(_ target: Value) -> Value {
        stored[target] ?? target
    }

    /// Adds a single number to the loss, such as a penalty on a layer's output. Of use where `mode.hasLoss`.
    public mutating func addPenalty(_ penalty: Value) {
        penalties.append(penalty)
    }

    /// Memory of an optimizer that keeps its value between iterations.
    public mutating func slot(_ name: String, shape: Shape, initialValue: Float = 0) -> Value {
        let value = graph.makeValue(shape, source: .slot(graph.slots.count))
        graph.slots.append(PersistentValue(name: name, shape: shape, initialValue: initialValue, value: value))
        return value
    }

    /// A number of its own for each operation that draws random numbers, apart from the streams of initial weights and of shuffling.
    public mutating func randomStream() -> UInt64 {
        streams += 1
        return 1 << 41 | streams
    }

    /// The finished graph: what was stored is written last.
    public consuming func finish() throws(OperationTypeError) -> OperationGraph {
        for target in storeTargets {
            _ = try graph.append(Store(), [stored[target]!, target], origin: try nameOfStoreTarget(target))
        }
        return graph
    }

    private func nameOfStoreTarget(_ value: Value) throws(OperationTypeError) -> String {
        switch graph[value].source {
        case .state(let index): return graph.states[index].name
        case .parameter(let index) where !graph.parameters[index].spec.isTrainable && mode.isTraining: return graph.parameters[index].name
        default: throw OperationTypeError("only a state, or in training a parameter that is not trained, can be stored into")
        }
    }
}

extension Lowering {
    public mutating func addInput(_ name: String, shape: Shape) -> Value {
        let value = graph.makeValue(shape, source: .input(graph.inputs.count))
        graph.inputs.append((name, value))
        return value
    }

    /// Parameters are stored in the order of these calls; trainable ones come first.
    public mutating func addParameter(_ name: String, spec: ParameterSpec) -> Value {
        let value = graph.makeValue(Shape(spec.sizes), source: .parameter(graph.parameters.count))
        let offset = graph.parameters.last.map(ParameterLayout.end(of:)) ?? 0
        graph.parameters.append(GraphParameter(name: name, spec: spec, value: value, offset: offset))
        return value
    }

    public mutating func addOutput(_ name: String, _ value: Value) {
        graph.outputs.append(OperationGraph.Output(name: name, value: value))
    }

    public mutating func setGradient(_ value: Value, ofParameter index: Int) {
        graph.gradients[index] = value
    }

    /// All trainable parameters, and their gradients, as one range each.
    public mutating func addOptimizerRange() -> OptimizerRange {
        let stride = MemoryLayout<Float>.stride
        let count = graph.trainableBytes / stride
        let shape = Shape([count])
        return OptimizerRange(
            parameters: graph.makeValue(shape, source: .allParameters), gradients: graph.makeValue(shape, source: .allGradients),
            count: count,
            variables: graph.parameters.filter(\.spec.isTrainable).map { parameter in
                let start = parameter.offset / stride
                return start..<start + parameter.spec.count
            })
    }
}
