import LaminaFiles
import LaminaTraining
import Testing

@Suite struct ResumeTests {
    /// Stops after each possible epoch, goes on from the file, with other numbers of threads: always the same bits.
    @Test(
        arguments: [
            #""adam""#, #"{ "type": "sgd", "momentum": 0.9 }"#,
            #"{ "type": "Nadam", "learning_rate": { "type": "CosineDecay", "initial_learning_rate": 0.05, "decay_steps": 20 } }"#,
        ], [1, 2])
    func aResumedTrainingGivesTheSameBits(_ optimizer: String, threads: Int) throws {
        let fit = #"{ "epochs": 5, "batch_size": 7, "seed": 4, "callbacks": [{ "type": "EarlyStopping", "patience": 9, "restore_best_weights": true }] }"#
        let (graph, options) = try Fixtures.graph(fit: fit, optimizer: optimizer)
        let whole = try Trainer(graph, registry: Fixtures.registry, options: options)
            .fit(training: SumExamples(count: 40), validation: SumExamples(count: 12))
        let folder = Fixtures.temporaryFolder()
        for stop in 1...5 {
            var trainer = Trainer(graph, registry: Fixtures.registry, options: options)
            trainer.options.threads = threads
            trainer.checkpointPath = "\(folder)/\(stop).safetensors"
            trainer.options.epochs = stop
            _ = try trainer.fit(training: SumExamples(count: 40), validation: SumExamples(count: 12), resumes: true)
            trainer.options.epochs = 5
            let resumed = try trainer.fit(training: SumExamples(count: 40), validation: SumExamples(count: 12), resumes: true)
            #expect(resumed.weights == whole.weights)
            #expect(resumed.history == whole.history)
            #expect(resumed.restoredEpoch == whole.restoredEpoch)
        }
    }

    @Test func aCheckpointOfAnotherTrainingIsRefused() throws {
        let folder = Fixtures.temporaryFolder()
        let (graph, options) = try Fixtures.graph(fit: #"{ "epochs": 1, "seed": 1 }"#)
        var trainer = Trainer(graph, registry: Fixtures.registry, options: options)
        trainer.checkpointPath = "\(folder)/c.safetensors"
        _ = try trainer.fit(training: SumExamples(count: 10))

        var otherSeed = trainer
        otherSeed.options.seed = 2
        #expect(throws: TrainingError.self) { try otherSeed.fit(training: SumExamples(count: 10), resumes: true) }
        let (momentumGraph, _) = try Fixtures.graph(optimizer: #""sgd""#)
        var otherOptimizer = Trainer(momentumGraph, registry: Fixtures.registry, options: options)
        otherOptimizer.checkpointPath = trainer.checkpointPath
        #expect(throws: TrainingError.self) { try otherOptimizer.fit(training: SumExamples(count: 10), resumes: true) }

        try AtomicFile.write("not a checkpoint", to: trainer.checkpointPath!)
        #expect(throws: (any Error).self) { try trainer.fit(training: SumExamples(count: 10), resumes: true) }
    }
}
