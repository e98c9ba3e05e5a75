import CLaminaKernels

extension Session {
    /// The 0-based training iteration: the optimizer's time and a part of every random counter.
    public var iteration: Int {
        get { Int(context.iteration) }
        set { context.iteration = UInt64(newValue) }
    }

    public var seed: UInt64 { context.seed }

    /// The parameters as they are now.
    public var weights: Weights {
        model?.weights ?? Weights(copying: plan.parameters, from: memory.start)
    }

    /// - Throws: `RunError.parameterMissing`, `.parameterCount` or `.unknownParameter`; then nothing has changed.
    public mutating func setWeights(_ weights: Weights) throws(RunError) {
        precondition(plan.isTraining)
        try weights.copy(into: memory, regionStart: 0, of: plan)
    }

    /// One number that steers the optimizer (`learning_rate`).
    ///
    /// - Throws: `RunError.noSlot`.
    public func hyperparameter(_ name: String) throws(RunError) -> Float {
        try floats(in: .slots, of: slot(named: name))[0]
    }

    public mutating func setHyperparameter(_ name: String, to value: Float) throws(RunError) {
        try floats(in: .slots, of: slot(named: name))[0] = value
    }

    private func slot(named name: String) throws(RunError) -> Slot {
        guard let found = plan.slots.first(where: { $0.slot.name == name }) else { throw .noSlot(name: name) }
        return found.slot
    }
}
