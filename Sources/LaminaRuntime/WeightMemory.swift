import CLaminaKernels

/// The parameters and prepared weights that the runs of a model read: in memory of their own, or in a plan file, where nothing is copied.
struct WeightMemory: @unchecked Sendable {
    let parameters: UnsafeMutableRawPointer
    let prepared: UnsafeMutableRawPointer
    /// How much of the parameters' region is there.
    private let parameterBytes: Int
    private let owner: AnyObject

    // Sendable: written here, and only read afterwards.
    /// Copies the weights, and packs what only they decide.
    ///
    /// - Throws: `RunError` where they are another model's, `.memory` where the plan is larger than the machine.
    init(_ plan: Plan, weights: Weights) throws(RunError) {
        try plan.requireMemory()
        parameterBytes = plan.regions[.parameters]
        let memory = AlignedMemory(byteCount: parameterBytes + plan.regions[.prepared])
        parameters = memory.start
        prepared = memory.start + parameterBytes
        owner = memory
        try weights.copy(into: memory, regionStart: 0, of: plan)
        var run = lamina_run()
        bind(to: &run)
        run.setExtent(at: 0, to: 1)
        lamina_run_steps(&run, plan.preparation.table.baseAddress, Int64(plan.preparation.count))
    }

    /// Weights that lie in memory of `owner`: the resident parameters, then the prepared weights.
    init(_ plan: Plan, start: UnsafeRawPointer, owner: AnyObject) {
        parameterBytes = plan.residentParameterBytes
        parameters = UnsafeMutableRawPointer(mutating: start)
        prepared = parameters + parameterBytes
        self.owner = owner
    }

    func bind(to run: inout lamina_run) {
        run.setBase(.region(.parameters), to: parameters)
        run.setBase(.region(.prepared), to: prepared)
    }

    /// The parameters that are there.
    func weights(of plan: Plan) -> Weights {
        Weights(copying: plan.parameters.filter { $0.offset + $0.count * MemoryLayout<Float>.stride <= parameterBytes }, from: parameters)
    }
}
