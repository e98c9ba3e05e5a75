import Lamina
import Logging

/// Trains as a training container does: what to train and how is read from a folder, the model is left in another.
///
/// | below `/opt/ml` | |
/// |---|---|
/// | `input/data/training/model.json` | a model file with its data beside it; the built-in one where it is missing |
/// | `input/config/hyperparameters.json` | strings by name: `epochs`, `batch_size`, `seed`; each may be missing |
/// | `model/` | gets `model.json`, `weights.safetensors`, `observations.csv` |
/// | `output/failure` | gets the reason where training fails |
public struct Training: Sendable {
    private let root: String
    private let builtInModel: String
    private let logger: Logger

    /// - Parameters:
    ///   - folder: what the contract calls `/opt/ml`.
    ///   - builtInModel: a model file.
    public init(folder: String, builtInModel: String, logger: Logger) {
        root = folder
        self.builtInModel = builtInModel
        self.logger = logger
    }

    /// The mean errors on the examples that training did not see, in the target's unit.
    public struct Report: Sendable {
        public let error: Double
        /// Of «it stays as it is».
        public let persistence: Double?
    }

    /// - Throws: whatever went wrong, after writing it to `output/failure`.
    @discardableResult public func run() throws -> Report {
        do {
            return try train()
        } catch {
            try AtomicFile.write("\(error)\n", to: root + "/output/failure")
            throw error
        }
    }

    private func train() throws -> Report {
        let given = root + "/input/data/training/model.json"
        let path = AtomicFile.exists(given) ? given : builtInModel
        let model = try Model(path)
        let options = try hyperparameters(model.fitOptions)
        let data = try model.loadData()
        logger.info("training '\(model.name)'", metadata: ["examples": "\(data.training.count)", "epochs": "\(options.epochs)"])
        let result = try model.fit(data, options: options)
        let report = try Self.measure(model, result.weights, data)

        let folder = ModelFolder(root + "/model")
        let file = try SourceText.read(path: path, maximumBytes: 1 << 24)
        try AtomicFile.write(try observations(file), to: folder.observations)
        try AtomicFile.write(file.bytes, to: folder.model)
        try model.save(result.weights, data.preprocessing, to: folder.weights)
        logger.info(
            "trained", metadata: ["error": "\(report.error)", "persistence": "\(report.persistence ?? .nan)", "epochs": "\(result.history.epochs.count)"])
        return report
    }

    static func measure(_ model: Model, _ weights: Weights, _ data: LoadedData) throws -> Report {
        let part: DataPart = data.test != nil ? .test : .training
        let examples = data.examples(of: part)!
        let outputs = try Predictor(model.graph, registry: model.registry).predict(weights, on: examples)
        var sum = 0.0
        for (index, output) in outputs.enumerated() {
            sum += abs(data.forecast(output[0], on: part, index)! - data.truth(on: part, index)!)
        }
        return Report(error: sum / Double(outputs.count), persistence: data.persistenceError(on: part))
    }

    private func hyperparameters(_ defaults: FitOptions) throws -> FitOptions {
        var options = defaults
        let path = root + "/input/config/hyperparameters.json"
        guard AtomicFile.exists(path) else { return options }
        let root = try JSONDocument.parse(try SourceText.read(path: path, maximumBytes: 1 << 20)).root
        guard root.kind == .object else { throw SetupProblem("\(path): expected an object, found \(root.snippet)") }
        for member in root.members {
            let place = "\(path):\(member.value.location.position.line):\(member.value.location.position.column)"
            guard let number = member.value.string.flatMap({ Int($0) }) ?? member.value.integer, number >= (member.key == "seed" ? 0 : 1), number <= 1_000_000
            else { throw SetupProblem("\(place): '\(member.key)' must be a number up to a million, found \(member.value.snippet)") }
            switch member.key {
            case "epochs": options.epochs = number
            case "batch_size": options.batchSize = number
            case "seed": options.seed = UInt64(number)
            default: throw SetupProblem("\(place): there is no hyperparameter '\(member.key)': there are epochs, batch_size, seed")
            }
        }
        return options
    }

    /// The header and the last two weeks of the file that the model's data section names.
    private func observations(_ file: SourceText) throws -> String {
        guard let name = try JSONDocument.parse(file).root["data"]?.value["source"]?.value["file"]?.value.string else {
            throw SetupProblem("\(file.path): the model's data section must name a CSV file")
        }
        let folder = file.path.lastIndex(of: "/").map { String(file.path[...$0]) } ?? ""
        let path = name.hasPrefix("/") ? name : folder + name
        let text = try SourceText.read(path: path, maximumBytes: Preprocessing.maximumCSVBytes)
        let lines = String(decoding: text.bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
        guard let header = lines.first else { throw SetupProblem("\(path): the file is empty") }
        return ([header] + lines.dropFirst().suffix(24 * 14)).map { $0 + "\n" }.joined()
    }
}
