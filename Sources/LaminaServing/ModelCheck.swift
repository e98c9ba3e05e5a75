import LaminaRuntime

extension LoadedModel {
    /// Refuses weights that are damaged or diverged.
    ///
    /// - Parameter probe: for each input the numbers of one example; zeros where nil.
    func requireFinite(on probe: [[Float]]?) throws {
        if let stranger = weights.tensors.first(where: { !$0.values.allSatisfy(\.isFinite) }) {
            throw ServingError.parameterNotFinite(name: stranger.name)
        }
        let layout = ExampleLayout(plan)
        let example = probe ?? layout.shortestExample
        let steps = try layout.steps(of: example)
        let pooled = PooledSession(self, threads: 1)
        for (buffer, values) in zip(pooled.inputs, example) { _ = buffer.update(from: values) }
        try pooled.run(batch: 1, steps: steps)
        for (index, port) in plan.outputs.enumerated() {
            let count = pooled.session.outputCount(index, batch: 1)
            guard pooled.outputs[index][..<count].allSatisfy(\.isFinite) else { throw ServingError.outputNotFinite(port: port.name) }
        }
    }
}

extension Plan {
    /// What is another in this plan, in words; nil where both do the same with the same memory, whatever the weights.
    func difference(from other: Plan) -> String? {
        func differ(_ what: String, _ found: some CustomStringConvertible, _ expected: some CustomStringConvertible) -> String? {
            found.description == expected.description ? nil : "\(what) are \(found), expected \(expected)"
        }
        return differ("the inputs", inputs.map(\.text), other.inputs.map(\.text))
            ?? differ("the outputs", outputs.map(\.text), other.outputs.map(\.text))
            ?? differ("the free axes", symbols.map(\.text), other.symbols.map(\.text))
            ?? differ("the parameters", parameters.map(\.text), other.parameters.map(\.text))
            ?? differ("the states", states.map(\.text), other.states.map(\.text))
            ?? differ("the bytes of the regions", Region.allCases.map { regions[$0] }, Region.allCases.map { other.regions[$0] })
            ?? steps.difference(from: other.steps, called: "step")
            ?? preparation.difference(from: other.preparation, called: "preparation")
    }
}

extension StepTable {
    fileprivate func difference(from other: StepTable, called name: String) -> String? {
        guard self !== other else { return nil }
        guard count == other.count else { return "\(count) \(name)s, expected \(other.count)" }
        for (index, (found, expected)) in zip(steps, other.steps).enumerated() {
            guard found.kernelName == expected.kernelName, found.arguments == expected.arguments, found.units == expected.units,
                found.grain == expected.grain
            else { return "\(name) \(index + 1) is '\(found.label)', expected '\(expected.label)' with the same sizes" }
        }
        return nil
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
