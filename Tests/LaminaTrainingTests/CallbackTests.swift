import LaminaFiles
import LaminaTraining
import Testing

@Suite struct CallbackTests {
    private static let schedule = #"{ "type": "ExponentialDecay", "initial_learning_rate": 0.1, "decay_steps": 1, "decay_rate": 0.5 }"#

    /// The rate changes by the epoch, not by the batch, and the loss is as if it had been set by hand.
    @Test func theRateFollowsTheEpoch() throws {
        let fit = #"{ "epochs": 3, "batch_size": 8, "callbacks": [{ "type": "LearningRateScheduler", "schedule": \#(Self.schedule) }] }"#
        let (graph, options) = try Fixtures.graph(fit: fit, optimizer: #""sgd""#)
        let history = try Trainer(graph, registry: Fixtures.registry, options: options).fit(training: SumExamples(count: 40)).history
        #expect(history["learning_rate"].map { Float($0) } == [0.1, 0.05, 0.025])
        let steps = #"{ "type": "PiecewiseConstantDecay", "boundaries": [4, 9], "values": [0.1, 0.05, 0.025] }"#
        let (same, plain) = try Fixtures.graph(
            fit: #"{ "epochs": 3, "batch_size": 8 }"#, optimizer: #"{ "type": "sgd", "learning_rate": \#(steps) }"#)
        let expected = try Trainer(same, registry: Fixtures.registry, options: plain).fit(training: SumExamples(count: 40)).history
        #expect(history["loss"] == expected["loss"])
    }

    @Test func aScheduledOptimizerTakesNoScheduler() throws {
        let fit = #"{ "callbacks": [{ "type": "LearningRateScheduler", "schedule": \#(Self.schedule) }] }"#
        let (graph, options) = try Fixtures.graph(fit: fit, optimizer: #"{ "type": "sgd", "learning_rate": \#(Self.schedule) }"#)
        #expect(throws: TrainingError.self) {
            try Trainer(graph, registry: Fixtures.registry, options: options).fit(training: SumExamples(count: 40))
        }
    }

    /// What another process began goes on; at the end nothing is left behind.
    @Test(arguments: [false, true]) func aBackupIsGoneOnFrom(deletes: Bool) throws {
        func fit(_ epochs: Int, deletes: Bool) -> String {
            #"{ "epochs": \#(epochs), "batch_size": 7, "callbacks": [{ "type": "BackupAndRestore", "backup_dir": "b", "delete_checkpoint": \#(deletes) }] }"#
        }
        func train(_ epochs: Int, deletes: Bool, _ folder: String) throws -> TrainingResult {
            let (graph, options) = try Fixtures.graph(fit: fit(epochs, deletes: deletes))
            var trainer = Trainer(graph, registry: Fixtures.registry, options: options)
            trainer.folder = folder
            return try trainer.fit(training: SumExamples(count: 40))
        }
        let whole = try train(5, deletes: true, Fixtures.temporaryFolder())
        let folder = Fixtures.temporaryFolder()
        _ = try train(2, deletes: false, folder)
        #expect(AtomicFile.exists("\(folder)/b/checkpoint.safetensors"))
        let resumed = try train(5, deletes: deletes, folder)
        #expect(resumed.weights == whole.weights && resumed.history == whole.history)
        #expect(AtomicFile.exists("\(folder)/b/checkpoint.safetensors") == !deletes)
        #expect(AtomicFile.exists("\(folder)/b") == !deletes)
    }
}

@Suite struct LearningRateSearchTests {
    @Test func theLossRunsAway() throws {
        let (graph, options) = try Fixtures.graph(fit: #"{ "batch_size": 8 }"#, optimizer: #""sgd""#)
        let trainer = Trainer(graph, registry: Fixtures.registry, options: options)
        let search = try trainer.findLearningRate(training: SumExamples(count: 200), from: 1e-5, to: 1e3, batches: 120)
        #expect(search.hasDiverged && search.points.count < 120)
        #expect(search.points[0].rate == 1e-5 && search.points[0].loss == search.points[0].smoothedLoss)
        let suggestion = try #require(search.suggestion)
        #expect((1e-3...1).contains(suggestion) && suggestion < search.rateOfLeastLoss!)
        #expect(try trainer.findLearningRate(training: SumExamples(count: 200), from: 1e-5, to: 1e3, batches: 120).points == search.points)
    }

    @Test func ratesThatAreFarTooSmallSuggestNothingWild() throws {
        let (graph, options) = try Fixtures.graph(optimizer: #""sgd""#)
        let trainer = Trainer(graph, registry: Fixtures.registry, options: options)
        let search = try trainer.findLearningRate(training: SumExamples(count: 20), from: 1e-30, to: 1e-20, batches: 5)
        #expect(!search.hasDiverged && search.points.count == 5)
        #expect(search.points[4].rate.isFinite && abs(search.points[4].rate / 1e-20 - 1) < 1e-9)
    }

    @Test func whatCannotBeSearchedIsRefused() throws {
        let schedule = #"{ "type": "sgd", "learning_rate": { "type": "CosineDecay", "initial_learning_rate": 0.05, "decay_steps": 20 } }"#
        let (graph, options) = try Fixtures.graph(optimizer: schedule)
        let trainer = Trainer(graph, registry: Fixtures.registry, options: options)
        #expect(throws: TrainingError.self) { try trainer.findLearningRate(training: SumExamples(count: 20)) }
        let (plain, _) = try Fixtures.graph()
        #expect(throws: TrainingError.self) {
            try Trainer(plain, registry: Fixtures.registry, options: options).findLearningRate(training: SumExamples(count: 0))
        }
    }
}
