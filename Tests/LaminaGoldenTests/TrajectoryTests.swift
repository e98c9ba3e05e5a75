import LaminaTesting
import Testing

/// Training steps of whole models against Keras's, with moving averages; then the model as it predicts.
@Suite struct TrajectoryTests {
    @Test(arguments: GoldenCase.all("trajectories")) func twentySteps(_ golden: GoldenCase) throws {
        try follow(golden, tolerance: 1e-5)
    }

    @Test(arguments: GoldenCase.all("whole-models")) func fiftySteps(_ golden: GoldenCase) throws {
        try follow(golden, tolerance: 1e-4)
    }

    private func follow(_ golden: GoldenCase, tolerance: Double) throws {
        let model = try golden.model()
        let sizes = golden.sizes("inputs")!
        let (inputs, targets) = (try slices(golden.require("inputs"), sizes[0]), try slices(golden.require("targets"), sizes[0]))
        let losses = try golden.require("losses")
        for execution in [Execution.standard, .naive, .unfused, .twoThreads, .spareRows] {
            var session = try ModelRunner(model, .training, batch: sizes[1], execution: execution).session(golden.weights("weights"))
            for step in losses.indices {
                session.iteration = step
                let loss = try session.run([inputs[step % sizes[0]], targets[step % sizes[0]]])[0]
                check(loss, [losses[step]], "losses", golden, execution, tolerance)
                for expected in golden.weights("after \(step + 1)").tensors {
                    check(session.weights[expected.name]!.values, expected.values, "weights", golden, execution, tolerance)
                }
            }
            let runner = try ModelRunner(model, .inference, batch: sizes[1], execution: execution)
            check(try runner.outputs(session.weights, [inputs[0]])[0], try golden.require("output"), "output after training", golden, execution, tolerance)
        }
    }

    private func check(_ found: [Float], _ expected: [Float], _ role: String, _ golden: GoldenCase, _ execution: Execution, _ tolerance: Double) {
        let error = Difference.relative(found, to: expected, floor: 1e-2)
        ParityTable.record(error, role, golden)
        #expect(error <= tolerance, "\(execution): \(role)")
    }

    private func slices(_ values: [Float], _ count: Int) -> [[Float]] {
        let size = values.count / count
        return (0..<count).map { Array(values[$0 * size..<($0 + 1) * size]) }
    }
}
