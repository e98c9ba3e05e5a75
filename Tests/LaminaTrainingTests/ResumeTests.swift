import LaminaFiles
import LaminaTraining
import Testing

@Suite struct ResumeTests {
    /// Stops after each possible epoch, goes on from the file, with other numbers of threads: always the same bits.
    @Test(
        arguments: [
            #""adam""#, #"{ "type": "sgd", "momentum": 0.9 }"#,
            #"{ "type": "adam", "use_ema": true, "ema_overwrite_frequency": 3, "gradient_accumulation_steps": 4 }"#,
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

    /// Whatever would give other bits than one whole training is named and refused.
    @Test func everyDifferenceIsNamed() throws {
        let fit = #"{ "epochs": 1, "seed": 1, "callbacks": ["TerminateOnNaN"] }"#
        let rate = #"{ "type": "adam", "learning_rate": 0.01 }"#
        let (graph, options) = try Fixtures.graph(fit: fit, optimizer: rate)
        var trainer = Trainer(graph, registry: Fixtures.registry, options: options)
        trainer.checkpointPath = "\(Fixtures.temporaryFolder())/c.safetensors"
        _ = try trainer.fit(training: SumExamples(count: 10))

        func expect(_ problem: String, examples: Int = 10, fit otherFit: String? = nil, optimizer: String? = nil) throws {
            let (graph, options) = try Fixtures.graph(fit: otherFit ?? fit, optimizer: optimizer ?? rate)
            var other = Trainer(graph, registry: Fixtures.registry, options: options)
            other.checkpointPath = trainer.checkpointPath
            #expect {
                try other.fit(training: SumExamples(count: examples), resumes: true)
            } throws: { error in
                "\(error)".contains("cannot resume: it was made with \(problem)")
            }
        }
        try expect("examples '10', this training has '11'", examples: 11)
        try expect("seed '1', this training has '2'", fit: #"{ "seed": 2, "callbacks": ["TerminateOnNaN"] }"#)
        try expect("shuffle 'true', this training has 'false'", fit: #"{ "seed": 1, "shuffle": false, "callbacks": ["TerminateOnNaN"] }"#)
        try expect("batch size '32', this training has '5'", fit: #"{ "seed": 1, "batch_size": 5, "callbacks": ["TerminateOnNaN"] }"#)
        try expect("callbacks 'TerminateOnNaN', this", fit: #"{ "seed": 1, "callbacks": [{ "type": "CSVLogger", "filename": "log.csv" }] }"#)
        try expect("learning rate '0.01', this training has '0.02'", optimizer: #"{ "type": "adam", "learning_rate": 0.02 }"#)
        try expect("optimizer '", optimizer: #"{ "type": "sgd", "learning_rate": 0.01, "momentum": 0.5 }"#)
        _ = try trainer.fit(training: SumExamples(count: 10), resumes: true)
    }

    @Test(arguments: [
        (#""wait":1"#, #""wait":-1"#), (#""wait":1"#, #""wait":2147483648"#), (#""wait":1"#, #""wait":1.5"#),
        (#""best_epoch":0"#, #""best_epoch":-7"#), (#""best_epoch":0"#, #""best_era":0"#),
    ])
    func damagedCallbackStatesAreRefused(_ right: String, _ wrong: String) throws {
        let fit = #"{ "epochs": 2, "callbacks": [{ "type": "EarlyStopping", "monitor": "loss", "min_delta": 1000, "patience": 9 }] }"#
        let (graph, options) = try Fixtures.graph(fit: fit)
        var trainer = Trainer(graph, registry: Fixtures.registry, options: options)
        let path = "\(Fixtures.temporaryFolder())/c.safetensors"
        trainer.checkpointPath = path
        _ = try trainer.fit(training: SumExamples(count: 10))
        var file = try Safetensors(contentsOf: path)
        let text = try #require(file["lamina"])
        try #require(text.contains(right))
        file.metadata = [("lamina", text.replacing(right, with: wrong))]
        try file.write(to: path)
        #expect {
            try trainer.fit(training: SumExamples(count: 10), resumes: true)
        } throws: { error in
            "\(error)".contains("callback 'EarlyStopping': '\(right.contains("wait") ? "wait" : "best_epoch")' must be a count of epochs")
        }
    }
}

/// Asks a training to end after a number of batches.
private final class Impatience: TrainingObserver {
    private var left: Int

    init(batches: Int) { left = batches }

    func epochBegan(_ epoch: Int, of epochs: Int, batches: Int) {}
    func batchEnded(_ batch: Int, _ logs: () -> Logs) { left -= 1 }
    func epochEnded(_ epoch: Int, _ logs: Logs) {}
    var wantsToStop: Bool { left <= 0 }
}

@Suite struct InterruptionTests {
    @Test func anInterruptedTrainingGoesOn() throws {
        let (graph, options) = try Fixtures.graph(fit: #"{ "epochs": 4, "batch_size": 10, "seed": 3 }"#)
        let whole = try Trainer(graph, registry: Fixtures.registry, options: options).fit(training: SumExamples(count: 40))
        var trainer = Trainer(graph, registry: Fixtures.registry, options: options)
        trainer.checkpointPath = "\(Fixtures.temporaryFolder())/c.safetensors"
        trainer.observer = Impatience(batches: 6)
        #expect {
            try trainer.fit(training: SumExamples(count: 40))
        } throws: { error in
            if case TrainingError.interrupted = error { true } else { false }
        }
        trainer.observer = nil
        let resumed = try trainer.fit(training: SumExamples(count: 40), resumes: true)
        #expect(resumed.weights == whole.weights)
        #expect(!resumed.wasFinished)
        #expect(try trainer.fit(training: SumExamples(count: 40), resumes: true).wasFinished)
    }
}
