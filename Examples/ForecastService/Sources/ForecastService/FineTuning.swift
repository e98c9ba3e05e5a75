import Dispatch
import Lamina
import LaminaServing
import Logging
import Synchronization

/// Trains the served model a little further on what came true, and serves the result where it is better on what was held back.
///
/// It runs beside the requests on a thread of low priority, one at a time. Its memory is bounded before it starts: by the feedback's capacity and by
/// the bytes of the training plan.
public final class FineTuning: Sendable {
    public struct Options: Sendable {
        public var epochs = 3
        public var batchSize = 32
        public var learningRate = 0.0003
        /// Layers whose parameters stay as they are.
        public var frozenLayers: [String] = []
        /// The most windows that are kept.
        public var capacity = 4096
        /// Fewer are not trained on.
        public var minimumExamples = 64
        /// Fewer held back tell nothing.
        public var minimumHeldBack = 20
        /// How much of the loss on what was held back must go: less is chance.
        public var minimumGain = 0.01
        /// The most bytes of the training plan: parameters, gradients, optimizer and activations.
        public var memoryBytes = 64 << 20

        public init() {}
    }

    public struct Report: Sendable {
        public let examples: Int
        public let heldBack: Int
        /// On what was held back, in the loss's unit.
        public let lossBefore: Double
        public let lossAfter: Double
        public let isReplaced: Bool
        /// Of the plan that trained.
        public let memoryBytes: Int
    }

    private let options: Options
    private let folder: ModelFolder
    private let forecaster: Forecaster
    private let model: Model
    private let tuned: Model
    private let plan: Plan
    private let logger: Logger
    private let isRunning = Atomic(false)
    private let queue = DispatchQueue(label: "fine-tuning", qos: .utility)
    let feedback: Feedback

    /// - Throws: `SetupProblem` where a layer to freeze is missing or the plan is larger than the options allow.
    init(_ served: ServedModel, folder: ModelFolder, forecaster: Forecaster, options: Options, logger: Logger) throws {
        self.options = options
        self.folder = folder
        self.forecaster = forecaster
        self.logger = logger
        model = served.model
        tuned = try Self.model(folder.model, options)
        plan = try tuned.compile(CompileOptions(.training, batchCapacity: options.batchSize)).plan
        guard plan.arenaBytes <= options.memoryBytes else {
            throw SetupProblem("fine-tuning needs \(plan.arenaBytes) bytes, allowed are \(options.memoryBytes): take a smaller batch")
        }
        feedback = Feedback(
            capacity: options.capacity, gap: plan.inputs[0].shape.dimensions[1].bound + served.preprocessing.target.offset)
    }

    /// - Throws: `RequestProblem` where it runs already or there is too little feedback; whatever goes wrong in training.
    public func run() async throws -> Report {
        guard isRunning.compareExchange(expected: false, desired: true, ordering: .acquiring).exchanged else {
            throw RequestProblem("fine-tuning runs already", isConflict: true)
        }
        defer { isRunning.store(false, ordering: .releasing) }
        let examples = feedback.examples
        guard examples.training.count >= options.minimumExamples else {
            throw RequestProblem("fine-tuning needs \(options.minimumExamples) labelled windows to train on, found \(examples.training.count)")
        }
        guard examples.heldBack.count >= max(options.minimumHeldBack, 1) else {
            throw RequestProblem("fine-tuning needs \(options.minimumHeldBack) labelled windows held back, found \(examples.heldBack.count)")
        }
        return try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result { try self.tune(examples) }) }
        }
    }

    private func tune(_ examples: Feedback.Examples) throws -> Report {
        let training = source(examples.training)
        let heldBack = source(examples.heldBack)
        let served = forecaster.pool.model
        let before = served.weights
        let fit = FitOptions(epochs: options.epochs, batchSize: min(options.batchSize, training.count), seed: model.fitOptions.seed)
        let after = try tuned.trainer(fit).fit(training: training, weights: before).weights
        let evaluator = try Evaluator(model.graph, registry: model.registry)
        let lossBefore = try evaluator.evaluate(before, on: heldBack)["loss"] ?? .nan
        let lossAfter = try evaluator.evaluate(after, on: heldBack)["loss"] ?? .nan
        let isBetter = lossAfter < lossBefore * (1 - options.minimumGain)
        let isReplaced = try isBetter && replace(served, with: after)
        logger.info(
            "fine-tuned",
            metadata: ["examples": "\(training.count)", "loss before": "\(lossBefore)", "loss after": "\(lossAfter)", "replaced": "\(isReplaced)"])
        return Report(
            examples: training.count, heldBack: heldBack.count, lossBefore: lossBefore, lossAfter: lossAfter, isReplaced: isReplaced,
            memoryBytes: plan.arenaBytes)
    }

    /// Written first, so that what is served outlives the process; the old file stays beside, and comes back where the weights are refused or
    /// others than those that training began with are served by now.
    private func replace(_ served: LoadedModel, with weights: Weights) throws -> Bool {
        guard forecaster.pool.model === served else { return false }
        let old = try SourceText.read(path: folder.weights, maximumBytes: Safetensors.maximumBytes).bytes
        try AtomicFile.write(old, to: folder.previousWeights)
        let outcome: Result<Bool, any Error> = Result {
            try model.save(weights, forecaster.preprocessing, to: folder.weights)
            return try forecaster.pool.replaceModel(with: LoadedModel(forecaster.pool.plan, weights: weights), ifServing: served)
        }
        if (try? outcome.get()) != true { try AtomicFile.write(old, to: folder.weights) }
        return try outcome.get()
    }

    private func source(_ windows: [LabelledWindow]) -> ArrayExamples {
        ArrayExamples(
            inputs: windows.flatMap(\.values), inputSizes: plan.inputs[0].shape.droppingFirst().dimensions.map(\.bound),
            targets: windows.map(\.target), targetSizes: [1])
    }

    /// The model file with other learning rate and frozen layers.
    private static func model(_ path: String, _ options: Options) throws -> Model {
        let file = try SourceText.read(path: path, maximumBytes: 1 << 24)
        var root = JSONValue(try JSONDocument.parse(file).root)
        for name in options.frozenLayers {
            guard case .array(var layers) = root["layers"], let index = layers.firstIndex(where: { $0["name"] == .string(name) }) else {
                throw SetupProblem("\(path): there is no layer '\(name)' to freeze")
            }
            layers[index] = layers[index].replacing("trainable", with: .boolean(false))
            root = root.replacing("layers", with: .array(layers))
        }
        if let training = root["training"], let optimizer = training["optimizer"] {
            let named: JSONValue = if case .string(let name) = optimizer { .object([("type", .string(name))]) } else { optimizer }
            root = root.replacing(
                "training", with: training.replacing("optimizer", with: named.replacing("learning_rate", with: .number(options.learningRate))))
        }
        // What it says of the whole model's trainable parameters no longer holds.
        root = .object(root.members.filter { $0.0 != "expect" })
        return try Model(SourceText(path: path, text: root.serialized()))
    }
}

extension JSONValue {
    /// An object with another value for this key.
    fileprivate func replacing(_ key: String, with value: JSONValue) -> JSONValue {
        .object(members.filter { $0.0 != key } + [(key, value)])
    }
}
