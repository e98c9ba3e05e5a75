extension Session {
    /// A session that trains the plan of a file.
    ///
    /// - Parameters:
    ///   - weights: what training starts from; nil for those in the file.
    ///   - seed: see `init(training:weights:seed:)`.
    /// - Throws: `PlanFileError` where the plan does not train, where there are no weights or another model's, or where the plan is larger than
    ///   the machine.
    public static func training(
        _ file: PlanFile, weights: Weights? = nil, seed: UInt64, threads: Int = 1
    ) throws(PlanFileError) -> Session {
        guard file.plan.isTraining else { throw PlanFileError(.purpose(isTraining: false)) }
        let weights = if let weights { weights } else { try file.weights() }
        do throws(RunError) {
            try file.plan.requireMemory()
            return try Session(training: file.plan, weights: weights, seed: seed, threads: threads)
        } catch {
            throw PlanFileError(.run(error))
        }
    }
}
