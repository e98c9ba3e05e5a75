import Lamina

/// Everything that one training step leaves.
struct StepResult {
    let loss: [Float]
    let gradients: Weights
    let weights: Weights

    /// What `test` refuses, by name.
    func strangers(_ other: StepResult, _ test: ([Float], [Float]) -> Bool) -> [String] {
        var pairs = [("loss", loss, other.loss)]
        for (left, right) in zip(gradients.tensors, other.gradients.tensors) {
            pairs.append(("gradient of \(left.name)", left.values, right.values))
        }
        for (left, right) in zip(weights.tensors, other.weights.tensors) {
            pairs.append(("updated \(left.name)", left.values, right.values))
        }
        return pairs.filter { !test($0.1, $0.2) }.map(\.0)
    }
}

extension CheckedLayer {
    /// Placement, threads and unused capacity change no bit; fusion changes rounding at most; a second run is as the first.
    func executionFailures() throws -> [String] {
        let standard = try inference.outputs(weights, inputs)
        guard standard.joined().allSatisfy(\.isFinite) else { return ["gives numbers that are not finite, or reads memory before it writes it"] }
        var random = RandomStream(seed: check.seed, stream: 4)
        let target = Self.uniform(standard[0].count, scale: 1, &random)
        let step = try self.step(.standard, target)
        guard step.gradients.tensors.allSatisfy({ $0.values.allSatisfy(\.isFinite) }) else {
            return ["gives gradients that are not finite, or reads memory before it writes it"]
        }
        var failures: [String] = []
        var outputs = [Execution.standard.description: standard]
        var steps = [Execution.standard.description: step]
        outputs[Execution.unfused.description] = try self.outputs(.unfused)
        steps[Execution.unfused.description] = try self.step(.unfused, target)

        let isClose = { (left: [Float], right: [Float]) in Difference.relative(left, to: right, floor: 1e-3) <= 2e-6 }
        if !isClose(outputs[Execution.unfused.description]![0], standard[0]) { failures.append("outputs: unfused differs from fused") }
        failures += steps[Execution.unfused.description]!.strangers(step, isClose).map { "\($0): unfused differs from fused" }
        for (execution, reference) in Execution.bitEqual + [(.standard, .standard)] {
            if !Difference.areSameBits(try self.outputs(execution)[0], outputs[reference.description]![0]) {
                failures.append("outputs: the bits of '\(execution)' and '\(reference)' differ")
            }
            failures += try self.step(execution, target).strangers(steps[reference.description]!, Difference.areSameBits)
                .map { "\($0): the bits of '\(execution)' and '\(reference)' differ" }
        }
        return try failures + rowFailures(standard[0])
    }

    /// A row's output does not depend on its neighbours.
    private func rowFailures(_ outputs: [Float]) throws -> [String] {
        let single = try ModelRunner(model, .inference, batch: 1)
        let width = outputs.count / check.batch
        for row in 0..<check.batch {
            let rows = inputs.map { values in
                let width = values.count / check.batch
                return Array(values[row * width..<(row + 1) * width])
            }
            let found = try single.outputs(weights, rows)[0]
            if Difference.relative(found, to: Array(outputs[row * width..<(row + 1) * width]), floor: 1e-3) > 2e-6 {
                return ["row \(row) alone gives another output than in a batch of \(check.batch)"]
            }
        }
        return []
    }

    private func outputs(_ execution: Execution) throws -> [[Float]] {
        try ModelRunner(model, .inference, batch: check.batch, execution: execution).outputs(weights, inputs)
    }

    private func step(_ execution: Execution, _ target: [Float]) throws -> StepResult {
        let runner = try ModelRunner(model, .training, batch: check.batch, execution: execution)
        var session = try runner.session(weights, seed: 7)
        let loss = try session.run(inputs + [target])
        return StepResult(loss: loss[0], gradients: session.gradients, weights: session.weights)
    }
}
