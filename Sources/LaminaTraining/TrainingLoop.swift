import LaminaCompiler
import LaminaData
import LaminaKit

/// One training from its first epoch, or from a checkpoint, to its end.
struct TrainingLoop {
    private let trainer: Trainer
    private let plan: Plan
    private let batches: ExampleBatches
    private let validation: (evaluator: Evaluator, source: any ExampleSource)?
    private let identity: TrainingIdentity
    private var callbacks: [any Callback]
    private var firstEpoch = 0

    init(_ trainer: Trainer, plan: Plan, batches: ExampleBatches, validation: (any ExampleSource)?, identity: TrainingIdentity) throws {
        self.trainer = trainer
        self.plan = plan
        self.batches = batches
        self.identity = identity
        let options = trainer.options
        self.validation = try validation.map {
            let evaluator = try Evaluator(
                trainer.graph, registry: trainer.registry, batchSize: options.batchSize, threads: options.threads, isWeighted: $0.hasWeights)
            return (evaluator, $0)
        }
        callbacks = options.callbacks
    }

    mutating func restore(_ checkpoint: Checkpoint, path: String, _ run: inout TrainingRun) throws {
        try checkpoint.restore(&run, callbacks: &callbacks, identity: identity, path: path)
        firstEpoch = checkpoint.epoch
        if let reason = checkpoint.stopReason { run.stop(reason) }
    }

    mutating func fit(_ run: inout TrainingRun) throws {
        for index in callbacks.indices { try callbacks[index].trainingBegan(&run) }
        let checkpoints = callbacks.compactMap(\.backupPath).map { run.path($0) } + [trainer.checkpointPath].compactMap { $0 }
        var epoch = firstEpoch
        while epoch < trainer.options.epochs, run.stopReason == nil {
            try train(epoch, &run, checkpoints: checkpoints)
            epoch += 1
        }
        if let slot = trainer.graph.training?.optimizer.finalParametersSlot { run.setParameters(fromSlot: slot) }
        for index in callbacks.indices { try callbacks[index].trainingEnded(&run) }
    }

    private mutating func train(_ epoch: Int, _ run: inout TrainingRun, checkpoints: [String]) throws {
        for index in callbacks.indices { try callbacks[index].epochBegan(epoch, &run) }
        if trainer.options.shuffles { batches.shuffle(seed: trainer.options.seed, epoch: epoch) }
        trainer.observer?.epochBegan(epoch, of: trainer.options.epochs, batches: batches.batchCount)
        guard let training = try trainingLogs(epoch, &run) else { return }
        var logs = training
        if let validation {
            logs = logs.merging(try validation.evaluator.evaluate(run.weights, on: validation.source).prefixed("val_"))
        }
        run.history.append(logs)
        for index in callbacks.indices {
            try callbacks[index].epochEnded(epoch, logs, &run)
            logs = run.history.epochs.last ?? logs
        }
        if !checkpoints.isEmpty {
            let checkpoint = Checkpoint(run, callbacks: callbacks, epoch: epoch + 1, identity: identity)
            for path in checkpoints { try checkpoint.write(to: path) }
        }
        trainer.observer?.epochEnded(epoch, logs)
    }

    /// Nil where a loss that is not finite ended the training quietly.
    private func trainingLogs(_ epoch: Int, _ run: inout TrainingRun) throws -> Logs? {
        try batches.bind(to: &run.session)
        let totals = RunningTotals(trainer.graph, plan)
        totals.bind(to: &run.session)
        for batch in 0..<batches.batchCount {
            let count = batches.load(batch)
            try run.begin(iteration: epoch * batches.batchCount + batch)
            try run.session.run(batch: count)
            guard totals.loss.isFinite else {
                guard callbacks.contains(where: \.stopsAtNonFiniteLoss) else {
                    throw TrainingError.nonFiniteLoss(value: totals.loss, epoch: epoch, batch: batch)
                }
                run.stop("the loss was \(totals.loss) in epoch \(epoch + 1), batch \(batch + 1)")
                return nil
            }
            totals.add(examples: count)
            trainer.observer?.batchEnded(batch) { totals.logs }
            if trainer.observer?.wantsToStop == true { throw TrainingError.interrupted }
        }
        return totals.logs
    }
}
