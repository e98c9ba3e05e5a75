import CLaminaKernels

/// An inference plan with its weights in place and packed: immutable, shared by any number of sessions and threads.
///
/// The weights are copied once and packing runs once, here; a plan file has them packed already. A session adds only its own activations and
/// state.
public final class LoadedModel: Sendable {
    public let plan: Plan
    let memory: WeightMemory

    /// - Throws: `RunError.parameterMissing`, `.parameterCount`, `.parameterShape` or `.unknownParameter` where the weights are another
    ///   model's, `.memory` where the plan is larger than the machine.
    public init(_ plan: Plan, weights: Weights) throws(RunError) {
        precondition(!plan.isTraining, "a training plan owns its weights: make a session of it directly")
        self.plan = plan
        memory = try WeightMemory(plan, weights: weights)
    }

    /// The model of a plan file, with the weights that lie in it.
    ///
    /// - Throws: `PlanFileError` where the file has no weights or its plan trains, or where the plan is larger than the machine.
    public init(_ file: PlanFile) throws(PlanFileError) {
        guard !file.plan.isTraining else { throw PlanFileError(.purpose(isTraining: true)) }
        plan = file.plan
        memory = try file.weightMemory()
        do throws(RunError) {
            try plan.requireMemory()
        } catch {
            throw PlanFileError(.run(error))
        }
    }

    /// The model of a plan file with other weights than the file's, or with some where it has none.
    ///
    /// - Throws: `PlanFileError` where its plan trains, or where the weights are another model's.
    public convenience init(_ file: PlanFile, weights: Weights) throws(PlanFileError) {
        guard !file.plan.isTraining else { throw PlanFileError(.purpose(isTraining: true)) }
        do throws(RunError) {
            try self.init(file.plan, weights: weights)
        } catch {
            throw PlanFileError(.run(error))
        }
    }

    /// The parameters; of a model from a plan file those that its runs read as they are, for the others lie there packed alone.
    public var weights: Weights { memory.weights(of: plan) }

    /// Whether all that preparation has packed is finite.
    package var isPreparedFinite: Bool {
        let numbers = UnsafeBufferPointer(
            start: memory.prepared.assumingMemoryBound(to: Float.self), count: plan.regions[.prepared] / MemoryLayout<Float>.stride)
        return withExtendedLifetime(memory) { numbers.allSatisfy(\.isFinite) }
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
