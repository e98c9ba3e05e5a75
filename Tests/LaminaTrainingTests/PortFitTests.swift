import LaminaCompiler
import LaminaData
import LaminaKit
import LaminaTraining
import Testing

/// Examples that hold fewer numbers than a plan reads are refused before anything is bound.
@Suite struct PortFitTests {
    private func graph(_ shape: String) throws -> TypedGraph {
        let text = """
            { "format": "lamina/1", "inputs": [{ "name": "x", "shape": \(shape)\(shape.contains("null") ? #", "max_steps": 8"# : "") }],
              "layers": [{ "type": "GRU", "units": 2, "return_sequences": true }, { "type": "Dense", "units": 1 }],
              "training": { "loss": "mse", "optimizer": "sgd" } }
            """
        return try TypedGraph.resolve(SourceText(path: "m.json", text: text), registry: Fixtures.registry).get()
    }

    private func examples(input: [Int], target: [Int]) -> ArrayExamples {
        ArrayExamples(
            inputs: [Float](repeating: 0.1, count: input.reduce(1, *)), inputSizes: input,
            targets: [Float](repeating: 0.1, count: target.reduce(1, *)), targetSizes: target)
    }

    @Test(arguments: [([5, 1], [2, 1]), ([5, 1], [6, 1]), ([9, 1], [9, 1]), ([5, 2], [5, 1]), ([5], [5])])
    func aFreeAxisHasOneLength(input: [Int], target: [Int]) throws {
        let graph = try graph("[null, 1]")
        let wrong = examples(input: input, target: target)
        #expect(throws: TrainingError.self) { try Trainer(graph, registry: Fixtures.registry, options: FitOptions()).fit(training: wrong) }
        #expect(throws: TrainingError.self) {
            try Evaluator(graph, registry: Fixtures.registry).evaluate(graph.initialWeights(seed: 1), on: wrong)
        }
        let right = examples(input: [5, 1], target: [5, 1])
        _ = try Trainer(graph, registry: Fixtures.registry, options: FitOptions()).fit(training: right)
    }

    /// A recurrent layer's weights fit any number of steps; the examples of another number do not.
    @Test func predictionsFromOtherWindowsAreRefused() throws {
        let graph = try graph("[48, 1]")
        let short = examples(input: [24, 1], target: [24, 1])
        #expect(throws: TrainingError.self) {
            try Predictor(graph, registry: Fixtures.registry).predict(graph.initialWeights(seed: 1), on: short)
        }
    }
}
