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

    /// - Throws: `RequestProblem` where a layer to freeze is missing or the plan is larger than the options allow.
    init(_ served: ServedModel, folder: ModelFolder, forecaster: Forecaster, options: Options, logger: Logger) throws {
        self.options = options
        self.folder = folder
        self.forecaster = forecaster
        self.logger = logger
        model = served.model
        tuned = try Self.model(folder.model, options)
        plan = try tuned.compile(CompileOptions(.training, batchCapacity: options.batchSize)).plan
        guard plan.arenaBytes <= options.memoryBytes else {
            throw RequestProblem("fine-tuning needs \(plan.arenaBytes) bytes, allowed are \(options.memoryBytes): take a smaller batch")
        }
        feedback = Feedback(capacity: options.capacity)
    }

    /// - Throws: `RequestProblem` where it runs already or there is too little feedback; whatever goes wrong in training.
    public func run() async throws -> Report {
        guard isRunning.compareExchange(expected: false, desired: true, ordering: .acquiring).exchanged else {
            throw RequestProblem("fine-tuning runs already")
        }
        defer { isRunning.store(false, ordering: .releasing) }
        let examples = feedback.examples
        guard examples.training.count >= options.minimumExamples, !examples.heldBack.isEmpty else {
            throw RequestProblem("fine-tuning needs \(options.minimumExamples) labelled windows to train on, found \(examples.training.count)")
        }
        return try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result { try self.tune(examples) }) }
        }
    }

    private func tune(_ examples: Feedback.Examples) throws -> Report {
        let training = source(examples.training)
        let heldBack = source(examples.heldBack)
        let before = forecaster.pool.model.weights
        let fit = FitOptions(epochs: options.epochs, batchSize: min(options.batchSize, training.count), seed: model.fitOptions.seed)
        let after = try tuned.trainer(fit).fit(training: training, weights: before).weights
        let evaluator = try Evaluator(model.graph, registry: model.registry)
        let lossBefore = try evaluator.evaluate(before, on: heldBack)["loss"] ?? .nan
        let lossAfter = try evaluator.evaluate(after, on: heldBack)["loss"] ?? .nan
        let isBetter = lossAfter < lossBefore
        if isBetter { try replace(with: after) }
        logger.info(
            "fine-tuned",
            metadata: ["examples": "\(training.count)", "loss before": "\(lossBefore)", "loss after": "\(lossAfter)", "replaced": "\(isBetter)"])
        return Report(
            examples: training.count, heldBack: heldBack.count, lossBefore: lossBefore, lossAfter: lossAfter, isReplaced: isBetter,
            memoryBytes: plan.arenaBytes)
    }

    /// Served first, since that is where weights are verified; then written, the old file kept beside.
    private func replace(with weights: Weights) throws {
        try forecaster.pool.replaceModel(with: LoadedModel(forecaster.pool.plan, weights: weights))
        try AtomicFile.write(try SourceText.read(path: folder.weights, maximumBytes: Safetensors.maximumBytes).bytes, to: folder.previousWeights)
        try model.save(weights, forecaster.preprocessing, to: folder.weights)
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
                throw RequestProblem("\(path): there is no layer '\(name)' to freeze")
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
