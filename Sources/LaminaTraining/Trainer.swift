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
    public weak var observer: (any TrainingObserver)?

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
        try check(training, part: "training")
        if let validation { try check(validation, part: "validation") }
        let batches = ExampleBatches(training, batchSize: options.batchSize)
        let plan = try graph.compile(CompileOptions(.training, batchCapacity: batches.batchSize), registry: registry).plan
        let session = try Session(
            training: plan, weights: weights ?? graph.initialWeights(seed: options.seed), seed: options.seed, threads: options.threads)
        var run = TrainingRun(
            session: session, folder: folder, metadata: metadata, schedule: graph.training?.optimizer.schedule)
        var loop = try TrainingLoop(self, plan: plan, batches: batches, validation: validation)
        if resumes, let checkpointPath, let checkpoint = try Checkpoint.read(checkpointPath) {
            try loop.restore(checkpoint, path: checkpointPath, &run)
        }
        try loop.fit(&run)
        return TrainingResult(
            weights: run.weights, history: run.history, stopReason: run.stopReason, restoredEpoch: run.restoredEpoch)
    }

    private func check(_ source: any ExampleSource, part: String) throws {
        guard source.count > 0 else { throw TrainingError.noExamples(part: part) }
        guard graph.inputs.count == 1, let objectives = graph.training?.objectives, objectives.count == 1 else {
            throw TrainingError.portCount(inputs: graph.inputs.count, objectives: graph.training?.objectives.count ?? 0)
        }
        try check("input", graph.inputs[0].shape, source.inputSizes)
        try check("target", objectives[0].objective.targetShape, source.targetSizes)
    }

    /// Fixed shapes may differ in their axes as long as the elements are as many: `[8, 8]` feeds `[64]`.
    private func check(_ what: String, _ shape: Shape, _ sizes: [Int]) throws {
        let fits: Bool
        if let fixed = shape.sizes {
            fits = fixed.reduce(1, *) == sizes.reduce(1, *)
        } else {
            fits = shape.rank == sizes.count && zip(shape.dimensions, sizes).allSatisfy { $0.size == nil ? $1 <= $0.bound : $0.size == $1 }
        }
        guard fits else {
            throw TrainingError.exampleSize(what: what, expected: shape.dimensions.map(\.bound), found: sizes)
        }
    }
}
