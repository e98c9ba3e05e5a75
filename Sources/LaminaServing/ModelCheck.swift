import LaminaRuntime

extension LoadedModel {
    /// Refuses a model that is not the served one with other weights, and weights that are damaged or diverged.
    ///
    /// Plans that were compiled apart are compared by what they consist of; where their steps have other options, by their answers under the
    /// same weights, if those are all there: a plan file has most of them packed for its own steps alone.
    /// - Parameter probe: for each input the numbers of one example; a pattern of 0 and 1 where nil, which are words of any vocabulary, too.
    func verify(asSuccessorOf served: LoadedModel, probe: [[Float]]?) throws {
        if let difference = plan.difference(from: served.plan) { throw ServingError.planDiffers(difference) }
        let probe = probe ?? ExampleLayout(plan).pattern
        if plan.steps !== served.plan.steps, let difference = plan.difference(inStepsFrom: served.plan) {
            let shared = served.weights
            guard shared.tensors.count == plan.parameters.count else { throw ServingError.planDiffers(difference) }
            let twin = try LoadedModel(plan, weights: shared)
            for (port, (found, expected)) in zip(plan.outputs, zip(try twin.answer(probe), try served.answer(probe)))
            where found.map(\.bitPattern) != expected.map(\.bitPattern) {
                throw ServingError.planDiffers("under the weights that are served it gives other numbers at output '\(port.name)'")
            }
        }
        if let stranger = weights.tensors.first(where: { !$0.values.allSatisfy(\.isFinite) }) {
            throw ServingError.parameterNotFinite(name: stranger.name)
        }
        guard isPreparedFinite else { throw ServingError.preparedNotFinite }
        for (port, numbers) in zip(plan.outputs, try answer(probe)) where !numbers.allSatisfy(\.isFinite) {
            throw ServingError.outputNotFinite(port: port.name)
        }
    }

    /// For each output its numbers for one example.
    private func answer(_ example: [[Float]]) throws(RunError) -> [[Float]] {
        let steps = try ExampleLayout(plan).steps(of: example)
        let pooled = PooledSession(self, threads: 1)
        for (buffer, values) in zip(pooled.inputs, example) { _ = buffer.update(from: values) }
        try pooled.run(batch: 1, steps: steps)
        return plan.outputs.indices.map { Array(pooled.outputs[$0][..<pooled.session.outputCount($0, batch: 1)]) }
    }
}

extension Plan {
    /// What is another in this plan, in words; nil where both do the same steps on the same memory, up to the options of a step.
    fileprivate func difference(from other: Plan) -> String? {
        func differ(_ what: String, _ found: some CustomStringConvertible, _ expected: some CustomStringConvertible) -> String? {
            found.description == expected.description ? nil : "\(what) are \(found), expected \(expected)"
        }
        return differ("the inputs", inputs.map(\.text), other.inputs.map(\.text))
            ?? differ("the outputs", outputs.map(\.text), other.outputs.map(\.text))
            ?? differ("the free axes", symbols.map(\.text), other.symbols.map(\.text))
            ?? differ("the parameters", parameters.map(\.text), other.parameters.map(\.text))
            ?? differ("the states", states.map(\.text), other.states.map(\.text))
            ?? differ("the bytes of the regions", Region.allCases.map { regions[$0] }, Region.allCases.map { other.regions[$0] })
            ?? differ("the steps", steps.steps.map(\.text), other.steps.steps.map(\.text))
    }
}

extension Port {
    fileprivate var text: String { "\(name) \(shape)" }
}

extension Slot {
    fileprivate var text: String { "\(name) \(shape)" }
}

extension Symbol {
    fileprivate var text: String { "\(name) ≤ \(bound)" }
}

extension Step {
    fileprivate var text: String { "\(kernelName) × \(units)" }
}
