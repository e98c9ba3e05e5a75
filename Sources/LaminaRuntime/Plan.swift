/// A buffer that the caller binds: a model's input, target, output, loss or metric.
public struct Port: Sendable {
    public let name: String
    /// With the batch as first axis (`[batch, 120, 14]`), or `[]` for a single number.
    public let shape: Shape

    public init(name: String, shape: Shape) {
        self.name = name
        self.shape = shape
    }
}

/// A named range of floats inside a region.
public struct Slot: Sendable {
    public let name: String
    public let shape: Shape
    /// Bytes from the region's start.
    public let offset: Int
    public let count: Int

    public init(name: String, shape: Shape, offset: Int, count: Int) {
        self.name = name
        self.shape = shape
        self.offset = offset
        self.count = count
    }
}

/// What the compiler makes: every buffer placed, every kernel chosen. Immutable; shared by any number of sessions.
public struct Plan: Sendable {
    public let name: String
    /// The batch first, then the free time axes.
    public let symbols: [Symbol]
    public let inputs: [Port]
    public let outputs: [Port]
    /// Trainable parameters first, in storage order.
    public let parameters: [Slot]
    public let trainableCount: Int
    /// Optimizer slots with the value each starts from.
    public let slots: [(slot: Slot, initialValue: Float)]
    public let states: [Slot]
    public let regions: RegionSizes
    /// The bytes, from the beginning of the parameters' region, that steps read: behind them lie parameters that only preparation reads.
    public let residentParameterBytes: Int
    /// Run once when weights are bound: packs what only weights decide.
    public let preparation: StepTable
    public let steps: StepTable

    public init(
        name: String, symbols: [Symbol], inputs: [Port], outputs: [Port], parameters: [Slot], trainableCount: Int,
        slots: [(slot: Slot, initialValue: Float)], states: [Slot], regions: RegionSizes,
        residentParameterBytes: Int? = nil, preparation: StepTable, steps: StepTable
    ) {
        precondition(inputs.count + outputs.count <= Base.maximumPorts, "more ports than bases")
        self.name = name
        self.symbols = symbols
        self.inputs = inputs
        self.outputs = outputs
        self.parameters = parameters
        self.trainableCount = trainableCount
        self.slots = slots
        self.states = states
        self.regions = regions
        self.residentParameterBytes = residentParameterBytes ?? regions[.parameters]
        self.preparation = preparation
        self.steps = steps
    }

    public var batchCapacity: Int { symbols[0].bound }

    /// Bytes of everything a session of this plan needs, weights included.
    public var arenaBytes: Int { regions.total }

    /// A plan that updates its own parameters: they live in the session's arena, not in shared weights.
    public var isTraining: Bool { regions[.gradients] > 0 || !slots.isEmpty }

    public var parameterCount: Int { parameters.reduce(0) { $0 + $1.count } }
}
