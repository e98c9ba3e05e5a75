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
    /// - Throws: `DiagnosticFailure` with every mistake of the two files; `RunError`; where the model is none of windows that it gives one
    ///   number for.
    public init(folder: String, batchCapacity: Int) throws {
        model = try Model(ModelFolder(folder).model)
        let path = ModelFolder(folder).weights
        let weights = try model.readWeights(path)
        preprocessing = try model.preprocessing(of: weights, path: path) ?? .identity
        loaded = try model.load(weights.weights, batchCapacity: batchCapacity)
        let (inputs, outputs) = (loaded.plan.inputs.map(\.shape), loaded.plan.outputs.map(\.shape))
        guard inputs.count == 1, inputs[0].rank == 3, inputs[0].droppingFirst().sizes != nil,
            outputs.count == 1, outputs[0].droppingFirst().sizes?.reduce(1, *) == 1
        else {
            throw SetupProblem(
                "\(ModelFolder(folder).model): the service needs one input [batch, rows, columns] of fixed size and one output of one number, "
                    + "found \(inputs) and \(outputs)")
        }
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
