import LaminaTesting
import LaminaTraining
import Testing

/// Whole trainings, loop and all, against Keras's `fit`: every epoch's numbers and the weights at the end.
@Suite struct FitTests {
    @Test(arguments: GoldenCase.all("fits")) func goesAsKerasDoes(_ golden: GoldenCase) throws {
        let model = try golden.model()
        let start = golden.weights("weights")
        let result = try model.trainer().fit(training: try examples(golden, model), weights: start)
        for role in golden.roles(beginning: "history ") {
            let name = String(role.dropFirst("history ".count))
            let found = result.history[name].map { Float($0) }
            let expected = try golden.require(role)
            #expect(found.count == expected.count, "\(name)")
            let error = Difference.relative(found, to: expected, floor: 1e-2)
            ParityTable.record(error, "history", golden)
            #expect(error <= 1e-5, "\(name): \(found), Keras \(expected)")
        }
        for expected in golden.weights("after").tensors {
            let found = try #require(result.weights[expected.name], "\(expected.name)")
            let error = Difference.relative(found.values, to: expected.values, floor: 1e-2)
            ParityTable.record(error, "weights", golden)
            #expect(error <= tolerance(golden), "\(expected.name)")
        }
    }

    /// Adam divides a gradient that is nearly nothing by its own size: Keras's float32 is 1.54e-5 from its float64 here too.
    private func tolerance(_ golden: GoldenCase) -> Double { golden.name == "Adam, accumulation" ? 2e-5 : 1e-5 }

    /// Without weights the plan has no room for any; with weights of 1 the same loss comes out.
    @Test(arguments: GoldenCase.all("fits").filter { $0.name.contains("weights") && !$0.name.contains("class") && $0["weight"] != nil })
    func weightsOfOneChangeNothing(_ golden: GoldenCase) throws {
        let model = try golden.model()
        let weights = golden.weights("weights")
        var options = model.fitOptions
        options.classWeights = nil
        let plain = try model.trainer(options).fit(training: try examples(golden, model, weights: nil), weights: weights)
        let ones = [Float](repeating: 1, count: try golden.require("weight").count)
        let weighted = try model.trainer(options).fit(training: try examples(golden, model, weights: ones), weights: weights)
        #expect(plain.weights == weighted.weights)
        #expect(plain.history == weighted.history)
    }

    @Test func weightsAreRefusedWhereTheyCannotBe() throws {
        let golden = try #require(GoldenCase.all("fits").first { $0.name == "weights of several ports" })
        let model = try golden.model()
        var options = model.fitOptions
        options.classWeights = ClassWeights([0: 2])
        #expect(throws: TrainingError.self) { try model.trainer(options).fit(training: try examples(golden, model)) }
        #expect(throws: TrainingError.self) { try model.trainer(options).fit(training: try examples(golden, model, weights: nil)) }
        let evaluator = try Evaluator(model.graph, registry: model.registry)
        #expect(throws: TrainingError.self) { try evaluator.evaluate(golden.weights("weights"), on: try examples(golden, model)) }
    }

    /// Each output's predictions are those of a session that is bound by hand.
    @Test func predictionsOfSeveralPorts() throws {
        let golden = try #require(GoldenCase.all("fits").first { $0.name == "several ports" })
        let model = try golden.model()
        let weights = golden.weights("weights")
        let count = golden.sizes("input a")![0]
        let predictor = try Predictor(model.graph, registry: model.registry, batchSize: 4)
        let predictions = try predictor.predictAll(weights, on: try examples(golden, model))
        let runner = try ModelRunner(model, .inference, batch: count)
        let outputs = try runner.outputs(weights, [golden.require("input a"), golden.require("input b")])
        #expect(predictions.map { $0.flatMap { $0 } } == outputs)
        #expect(throws: RunError.self) { try predictor.predict(weights, on: try examples(golden, model)) }
    }

    private func examples(_ golden: GoldenCase, _ model: Model) throws -> ArrayExamples {
        try examples(golden, model, weights: golden["weight"])
    }

    private func examples(_ golden: GoldenCase, _ model: Model, weights: [Float]?) throws -> ArrayExamples {
        func port(_ role: String) throws -> ArrayExamples.Port {
            ArrayExamples.Port(try golden.require(role), sizes: Array(golden.sizes(role)!.dropFirst()))
        }
        return ArrayExamples(
            inputs: try model.graph.inputs.map { try port("input \($0.name)") },
            targets: try model.graph.training!.objectives.map { try port("target \(model.graph.outputs[$0.output].name)") }, weights: weights)
    }
}
