import LaminaCompiler
import LaminaData
import LaminaFiles
import LaminaKit

/// What a training leaves.
public struct TrainingResult: Sendable {
    public let weights: Weights
    public let history: History
    /// Nil where all epochs were gone through.
    public let stopReason: String?
    /// The epoch (from 0) whose weights these are, where they are not the last one's.
    public let restoredEpoch: Int?
    /// Whether a resumed training had ended already: nothing was computed.
    public let wasFinished: Bool
}

/// The training loop: epochs, batches, validation, callbacks, checkpoints.
public struct Trainer {
    public let graph: TypedGraph
    public let registry: Registry
    public var options: FitOptions
    /// Where relative files of callbacks go.
    public var folder = ""
    /// Written after each epoch; a later `fit` with `resumes` goes on from it bit by bit.
    public var checkpointPath: String?
    /// Stored in every weights file that the run writes.
    public var metadata: [(key: String, value: String)] = []
    public var observer: (any TrainingObserver)?
    /// Called once, after a checkpoint to go on from was accepted and before anything is computed: what it throws, `fit` throws.
    public var willBegin: (() throws -> Void)?

    public init(_ graph: TypedGraph, registry: Registry, options: FitOptions) {
        self.graph = graph
        self.registry = registry
        self.options = options
    }

    /// Trains.
    ///
    /// - Parameters:
    ///   - weights: where to start; nil for the model's initializers.
    ///   - resumes: go on from `checkpointPath` if it is there.
    /// - Throws: `TrainingError`, `DiagnosticFailure` of the model, `FileError`.
    public func fit(
        training: any ExampleSource, validation: (any ExampleSource)? = nil, weights: Weights? = nil, resumes: Bool = false
    ) throws -> TrainingResult {
        for (part, source) in [("training", training), ("validation", validation ?? training)] where source.count == 0 {
            throw TrainingError.noExamples(part: part)
        }
        let (plan, batches) = try prepare(training)
        var run = try begin(plan, weights: weights)
        let identity = try TrainingIdentity(run, self, exampleCount: training.count)
        var loop = try TrainingLoop(self, plan: plan, batches: batches, validation: validation, identity: identity)
        var wasFinished = false
        for path in (resumes ? [checkpointPath].compactMap { $0 } : []) + options.callbacks.compactMap(\.backupPath).map({ run.path($0) }) {
            guard let checkpoint = try Checkpoint.read(path) else { continue }
            try loop.restore(checkpoint, path: path, &run)
            wasFinished = checkpoint.epoch >= options.epochs || checkpoint.stopReason != nil
            break
        }
        try willBegin?()
        try loop.fit(&run)
        return TrainingResult(
            weights: run.weights, history: run.history, stopReason: run.stopReason, restoredEpoch: run.restoredEpoch,
            wasFinished: wasFinished)
    }

    /// A training plan for these examples, and the examples in batches.
    func prepare(_ training: any ExampleSource) throws -> (plan: Plan, batches: ExampleBatches) {
        try checkClassWeights(training)
        let capacity = min(options.batchSize, training.count)
        var compileOptions = CompileOptions(.training, batchCapacity: capacity, maximumArenaBytes: options.maximumArenaBytes)
        compileOptions.isWeighted = training.hasWeights || options.classWeights != nil
        let plan = try graph.compile(compileOptions, registry: registry).plan
        try plan.requireMemory()
        return (plan, try ExampleBatches(training, batchSize: capacity, graph, plan, classWeights: options.classWeights))
    }

    func begin(_ plan: Plan, weights: Weights?) throws -> TrainingRun {
        let session = try Session(
            training: plan, weights: weights ?? graph.initialWeights(seed: options.seed), seed: options.seed, threads: options.threads)
        return TrainingRun(
            session: session, folder: folder, metadata: metadata, schedule: graph.training?.optimizer.schedule, reports: graph.reports)
    }

    private func checkClassWeights(_ training: any ExampleSource) throws(TrainingError) {
        guard let weights = options.classWeights else { return }
        if training.hasWeights { throw .classWeights("class weights and weights of examples exclude each other: give one of them") }
        if let complaint = weights.complaint(graph) { throw .classWeights(complaint) }
    }
}
