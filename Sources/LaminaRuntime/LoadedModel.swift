import CLaminaKernels

/// An inference plan with its weights in place and packed: immutable, shared by any number of sessions and threads.
///
/// The weights are copied once; packing runs once, here. A session adds only its own activations and state.
public final class LoadedModel: Sendable {
    public let plan: Plan
    let memory: AlignedMemory

    /// - Throws: `RunError.parameterMissing`, `.parameterCount`, `.parameterShape` or `.unknownParameter` where the weights are another
    ///   model's, `.memory` where the plan is larger than the machine.
    public init(_ plan: Plan, weights: Weights) throws(RunError) {
        precondition(!plan.isTraining, "a training plan owns its weights: make a session of it directly")
        try plan.requireMemory()
        self.plan = plan
        memory = AlignedMemory(byteCount: plan.regions[.parameters] + plan.regions[.prepared])
        try weights.copy(into: memory, regionStart: 0, of: plan)
        var run = lamina_run()
        run.setBase(.region(.parameters), to: memory.start)
        run.setBase(.region(.prepared), to: memory.start + plan.regions[.parameters])
        run.setExtent(at: 0, to: 1)
        lamina_run_steps(&run, plan.preparation.table.baseAddress, Int64(plan.preparation.count))
    }

    public var weights: Weights {
        Weights(copying: plan, from: memory, regionStart: 0)
    }
}

extension lamina_run {
    /// Stores to the C array, which Swift sees as a tuple.
    mutating func setBase(_ base: Base, to address: UnsafeMutableRawPointer?) {
        withUnsafeMutableBytes(of: &bases) {
            $0.assumingMemoryBound(to: UnsafeMutableRawPointer?.self)[base.index] = address
        }
    }

    mutating func setExtent(at index: Int, to value: Int) {
        withUnsafeMutableBytes(of: &extents) {
            $0.assumingMemoryBound(to: Int64.self)[index] = Int64(value)
        }
    }

    func extent(at index: Int) -> Int {
        withUnsafeBytes(of: extents) { Int($0.assumingMemoryBound(to: Int64.self)[index]) }
    }
}
