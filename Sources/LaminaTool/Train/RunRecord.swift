import Lamina

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// What a run's folder says of how it was trained, beside the model itself.
struct RunRecord: Equatable {
    /// The model file, from the run's folder: the data files stand beside it.
    let modelFile: String
    let batchSize: Int
    let seed: UInt64
    /// How many were asked for.
    let epochs: Int
    let shuffles: Bool
    /// Examples of the training part.
    let examples: Int
    /// Whether the training started from a weights file, not from the seed's initial weights.
    let startsFromWeights: Bool
    var stopReason: String?
    /// From 1.
    var restoredEpoch: Int?

    init(modelFile: String, options: FitOptions, examples: Int, startsFromWeights: Bool) {
        self.modelFile = modelFile
        batchSize = options.batchSize
        seed = options.seed
        epochs = options.epochs
        shuffles = options.shuffles
        self.examples = examples
        self.startsFromWeights = startsFromWeights
    }

    /// Nil where there is no such file or it is something else.
    static func read(_ path: String) -> RunRecord? {
        guard let text = try? SourceText.read(path: path), let root = try? JSONDocument.parse(text).root else { return nil }
        return RunRecord(root)
    }

    private init?(_ root: JSONNode) {
        guard let modelFile = root["model_file"]?.value.string, let batchSize = root["batch_size"]?.value.integer, (1...65536).contains(batchSize),
            let seed = root["seed"]?.value.string.flatMap(UInt64.init), let epochs = root["epochs"]?.value.integer,
            let examples = root["examples"]?.value.integer, examples >= 0, let shuffles = root["shuffle"]?.value.boolean,
            let startsFromWeights = root["starts_from_weights"]?.value.boolean
        else { return nil }
        self.modelFile = modelFile
        self.batchSize = batchSize
        self.seed = seed
        self.epochs = epochs
        self.shuffles = shuffles
        self.examples = examples
        self.startsFromWeights = startsFromWeights
        stopReason = root["stop_reason"]?.value.string
        restoredEpoch = root["restored_epoch"]?.value.integer
    }

    /// The seed is text: JSON's readers lose the last digits of large numbers.
    var json: JSONValue {
        [
            "model_file": .string(modelFile), "batch_size": .integer(batchSize), "seed": .string(String(seed)), "epochs": .integer(epochs),
            "shuffle": .boolean(shuffles), "examples": .integer(examples), "starts_from_weights": .boolean(startsFromWeights),
            "stop_reason": stopReason.map { .string($0) } ?? .null, "restored_epoch": restoredEpoch.map { .integer($0) } ?? .null,
        ]
    }

    /// How a file is found from a folder that exists, so that both can be moved together; as given where one of them is not there.
    static func relativePath(of path: String, from folder: String) -> String {
        func parts(_ path: String) -> [Substring]? {
            guard let real = realpath(path, nil) else { return nil }
            defer { free(real) }
            return String(cString: real).split(separator: "/").map { Substring(String($0)) }
        }
        guard let target = parts(path), let start = parts(folder.isEmpty ? "." : folder) else { return path }
        let common = zip(target, start).prefix { $0 == $1 }.count
        return ([Substring](repeating: "..", count: start.count - common) + target.dropFirst(common)).joined(separator: "/")
    }
}
