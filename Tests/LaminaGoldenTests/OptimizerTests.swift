import LaminaTesting
import Testing

/// Twenty training steps of each optimizer against Keras's.
@Suite struct OptimizerTests {
    static let executions: [Execution] = [.standard, .naive, .unfused, .twoThreads, .spareRows]

    @Test(arguments: GoldenCase.all("optimizers")) func twentySteps(_ golden: GoldenCase) throws {
        let model = try golden.model()
        let sizes = golden.sizes("inputs")!
        let inputs = try slices(golden.require("inputs"), count: sizes[0])
        let targets = try slices(golden.require("targets"), count: sizes[0])
        let losses = try golden.require("losses")
        let start = golden.weights("weights")
        for execution in Self.executions {
            var session = try ModelRunner(model, .training, batch: sizes[1], execution: execution).session(start)
            var found: [Float] = []
            for step in losses.indices {
                session.iteration = step
                found.append(try session.run([inputs[step % sizes[0]], targets[step % sizes[0]]])[0][0])
                compare(session.weights, golden, step: step + 1, start, execution)
            }
            let error = Difference.relative(found, to: losses)
            ParityTable.record(error, "losses", golden)
            #expect(error <= 1e-5, "\(execution): losses")
        }
    }

    /// The weights within 1e-5, and what was added to them within 2e-4 of its own size: a weight may hardly move.
    private func compare(_ weights: Weights, _ golden: GoldenCase, step: Int, _ start: Weights, _ execution: Execution) {
        for expected in golden.weights("after \(step)").tensors {
            let found = weights[expected.name]!.values
            let error = Difference.relative(found, to: expected.values)
            ParityTable.record(error, "weights after \(step)", golden)
            #expect(error <= 1e-5, "\(execution): \(expected.name) after \(step)")
            let before = start[expected.name]!.values
            let moved = Difference.relative(difference(found, before), to: difference(expected.values, before))
            ParityTable.record(moved, "movement after \(step)", golden)
            #expect(moved <= 2e-4, "\(execution): movement of \(expected.name) after \(step)")
        }
    }

    private func difference(_ left: [Float], _ right: [Float]) -> [Float] { zip(left, right).map { $0 - $1 } }

    private func slices(_ values: [Float], count: Int) -> [[Float]] {
        let size = values.count / count
        return (0..<count).map { Array(values[$0 * size..<($0 + 1) * size]) }
    }
}
