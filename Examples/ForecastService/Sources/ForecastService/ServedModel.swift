import Lamina

/// A trained model as a service needs it. This is the one place that knows how it is made.
public struct ServedModel: Sendable {
    public let loaded: LoadedModel
    /// What was done to the training data, and is done to each request.
    public let preprocessing: Preprocessing
    /// The model file, for training it further.
    public let model: Model

    /// Reads `model.json` and `weights.safetensors` of a folder that `train` wrote, and compiles them.
    ///
    /// - Parameter batchCapacity: the most windows that one run answers.
    /// - Throws: `DiagnosticFailure` with every mistake of the two files; `RunError`.
    public init(folder: String, batchCapacity: Int) throws {
        model = try Model(ModelFolder(folder).model)
        let path = ModelFolder(folder).weights
        let weights = try model.readWeights(path)
        preprocessing = try model.preprocessing(of: weights, path: path) ?? .identity
        loaded = try model.load(weights.weights, batchCapacity: batchCapacity)
    }

    init(_ model: Model, _ weights: Weights, _ preprocessing: Preprocessing, batchCapacity: Int) throws {
        self.model = model
        self.preprocessing = preprocessing
        loaded = try model.load(weights, batchCapacity: batchCapacity)
    }
}

/// What `train` writes and `serve` reads.
public struct ModelFolder: Sendable {
    public let path: String

    public init(_ path: String) {
        self.path = path
    }

    public var model: String { path + "/model.json" }
    public var weights: String { path + "/weights.safetensors" }
    /// The weights before the last fine-tuning.
    public var previousWeights: String { path + "/weights.previous.safetensors" }
    /// The last rows of the training data, which were held back from training: what the page forecasts from.
    public var observations: String { path + "/observations.csv" }
}
