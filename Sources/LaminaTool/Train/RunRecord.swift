import Lamina

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

    /// Nil where there is no such file.
    ///
    /// - Throws: `DiagnosticFailure` where it is damaged.
    static func read(_ path: String) throws(DiagnosticFailure) -> RunRecord? {
        guard AtomicFile.exists(path) else { return nil }
        let text: SourceText
        do { text = try SourceText.read(path: path) } catch { throw DiagnosticFailure(diagnostics: [error]) }
        return try RunRecord(JSONDocument.parse(text).root)
    }

    private init(_ root: JSONNode) throws(DiagnosticFailure) {
        func field<Value>(_ key: String, _ expected: String, _ value: (JSONNode) -> Value?) throws(DiagnosticFailure) -> Value {
            guard let node = root[key]?.value else {
                throw DiagnosticFailure(diagnostics: [Diagnostic(FieldCode.missing, "field '\(key)' is missing: expected \(expected)", at: root.location)])
            }
            guard let value = value(node) else {
                throw DiagnosticFailure(diagnostics: [Diagnostic(FieldCode.type, "field '\(key)': expected \(expected)", at: node.location)])
            }
            return value
        }
        func count(_ key: String, _ range: ClosedRange<Int>) throws(DiagnosticFailure) -> Int {
            try field(key, "an integer from \(range.lowerBound) to \(range.upperBound)") { $0.integer.flatMap { range.contains($0) ? $0 : nil } }
        }
        modelFile = try field("model_file", "a path") { $0.string }
        batchSize = try count("batch_size", 1...65536)
        seed = try field("seed", "an integer from 0 as text") { $0.string.flatMap { UInt64($0) } }
        epochs = try count("epochs", 0...Int.max)
        shuffles = try field("shuffle", "true or false") { $0.boolean }
        examples = try count("examples", 0...Int.max)
        startsFromWeights = try field("starts_from_weights", "true or false") { $0.boolean }
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
}
