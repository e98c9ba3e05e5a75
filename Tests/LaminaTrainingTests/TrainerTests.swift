import LaminaData
import LaminaFiles
import LaminaKit
import LaminaTraining
import Testing

@Suite struct TrainerTests {
    @Test func learnsAndReportsAsKerasDoes() throws {
        let (graph, options) = try Fixtures.graph(fit: #"{ "epochs": 12, "batch_size": 8 }"#, optimizer: #"{ "type": "adam", "learning_rate": 0.02 }"#)
        let result = try Trainer(graph, registry: Fixtures.registry, options: options)
            .fit(training: SumExamples(count: 100), validation: SumExamples(count: 30))
        #expect(result.history.epochs.count == 12)
        #expect(result.history.epochs[0].names == ["loss", "mae", "val_loss", "val_mae"])
        #expect(result.history["val_loss"].last! < 0.2 * result.history["val_loss"][0])
        let evaluated = try Evaluator(graph, registry: Fixtures.registry).evaluate(result.weights, on: SumExamples(count: 30))
        #expect(abs(evaluated["loss"]! - result.history["val_loss"].last!) < 1e-6)
    }

    @Test func theSameSeedGivesTheSameBitsAndAnotherDoesNot() throws {
        let (graph, read) = try Fixtures.graph(fit: #"{ "epochs": 2, "seed": 7 }"#)
        var options = read
        func train(threads: Int) throws -> Weights {
            options.threads = threads
            return try Trainer(graph, registry: Fixtures.registry, options: options).fit(training: SumExamples(count: 90)).weights
        }
        let first = try train(threads: 1)
        #expect(try train(threads: 2) == first)
        options.seed = 8
        #expect(try train(threads: 1) != first)
    }

    @Test func aLossThatIsNotFiniteIsAnError() throws {
        var (graph, options) = try Fixtures.graph(fit: #"{ "epochs": 3, "batch_size": 10, "shuffle": false }"#)
        let examples = SumExamples(count: 50, poisonedExample: 23)
        #expect(throws: TrainingError.self) { try Trainer(graph, registry: Fixtures.registry, options: options).fit(training: examples) }
        (graph, options) = try Fixtures.graph(fit: #"{ "epochs": 3, "batch_size": 10, "shuffle": false, "callbacks": ["TerminateOnNaN"] }"#)
        let result = try Trainer(graph, registry: Fixtures.registry, options: options).fit(training: examples)
        #expect(result.stopReason == "the loss was nan in epoch 1, batch 3")
        #expect(result.history.epochs.isEmpty)
    }

    @Test func callbacksWriteWholeFiles() throws {
        let fit = """
            { "epochs": 3, "callbacks": [
                { "type": "ModelCheckpoint", "filepath": "epoch-{epoch}.safetensors" },
                { "type": "ModelCheckpoint", "filepath": "best.safetensors", "save_best_only": true, "monitor": "loss" },
                { "type": "CSVLogger", "filename": "log.csv" } ] }
            """
        let (graph, options) = try Fixtures.graph(fit: fit)
        var trainer = Trainer(graph, registry: Fixtures.registry, options: options)
        trainer.folder = Fixtures.temporaryFolder()
        trainer.metadata = [("note", "kept")]
        let result = try trainer.fit(training: SumExamples(count: 20))
        let last = try Safetensors(contentsOf: "\(trainer.folder)/epoch-3.safetensors")
        #expect(last.weights == result.weights)
        #expect(last["note"] == "kept")
        #expect(AtomicFile.exists("\(trainer.folder)/best.safetensors"))
        #expect(try SourceText.read(path: "\(trainer.folder)/log.csv").bytes == Array(result.history.csv().utf8))
    }

    @Test func aMetricThatIsNotThereIsNamed() throws {
        let (graph, options) = try Fixtures.graph(fit: #"{ "epochs": 2, "callbacks": [{ "type": "EarlyStopping" }] }"#)
        #expect {
            try Trainer(graph, registry: Fixtures.registry, options: options).fit(training: SumExamples(count: 20))
        } throws: { error in
            "\(error)".contains("val_loss") && "\(error)".contains("needs validation data")
        }
    }

    @Test func examplesOfAnotherShapeAreNamed() throws {
        struct Wrong: SinglePortSource {
            let count = 4
            let inputSizes = [5]
            let targetSizes = [1]
            func copy(_ index: Int, input: UnsafeMutablePointer<Float>, target: UnsafeMutablePointer<Float>) {}
        }
        let (graph, options) = try Fixtures.graph()
        let trainer = Trainer(graph, registry: Fixtures.registry, options: options)
        #expect(throws: TrainingError.self) { try trainer.fit(training: Wrong()) }
        #expect(throws: TrainingError.self) { try trainer.fit(training: SumExamples(count: 0)) }
    }
}
