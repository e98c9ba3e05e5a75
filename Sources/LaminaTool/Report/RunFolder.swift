import Lamina

/// A run's folder as far as it can be read: what is missing or wrong is told, not fatal, but for the model.
struct RunFolder {
    let path: String
    let model: Model
    let record: RunRecord?
    let history: History?
    let weights: Weights?
    let data: LoadedData?
    /// What could not be read, and why.
    private(set) var problems: [String] = []

    /// - Parameter modelPath: the model file where it is not the run's own copy.
    /// - Throws: `DiagnosticFailure` where the model cannot be read.
    init(_ path: String, modelPath: String?, registry: Registry) throws(DiagnosticFailure) {
        self.path = path
        var problems: [String] = []
        record = Self.attempt(&problems) { try RunRecord.read("\(path)/\(RunFile.record.rawValue)") } ?? nil
        if record == nil {
            let reason = problems.isEmpty ? "There is no \(RunFile.record.rawValue)" : "\(RunFile.record.rawValue) is of no use"
            problems.append("\(reason): batch size and seed are those of the model file.")
        }
        model = try Self.model(path, modelPath, record, registry)
        let model = model
        history = Self.attempt(&problems) { try Self.history(path) } ?? nil
        let file = Self.attempt(&problems) { try Self.weights(path, model) } ?? nil
        weights = file?.weights
        if let file { problems += model.doubts(about: file, path: RunFile.weights.rawValue).map(\.description) }
        data = Self.attempt(&problems) {
            let trained = if let file { try model.preprocessing(of: file, path: RunFile.weights.rawValue) } else { nil as Preprocessing? }
            return try model.loadData(as: trained)
        }
        if history == nil { problems.append("There is no \(RunFile.historyJSON.rawValue): a training that was interrupted writes it at its end; go on with --resume.") }
        if weights == nil { problems.append("There are no weights that fit: what shows trained weights is left out.") }
        self.problems = problems
    }

    /// What the training was asked for: the file's options with what the command line said instead.
    var fitOptions: FitOptions {
        var options = model.fitOptions
        guard let record else { return options }
        options.batchSize = record.batchSize
        options.seed = record.seed
        options.epochs = record.epochs
        options.shuffles = record.shuffles
        return options
    }

    /// From 0; nil without a history. The one that was brought back, else the best by the loss on held-back examples, or by the loss.
    var bestEpoch: Int? {
        guard let history, !history.epochs.isEmpty else { return nil }
        if let restored = record?.restoredEpoch, history.epochs.indices.contains(restored - 1) { return restored - 1 }
        let losses = history.epochs.map { $0["val_loss"] ?? $0["loss"] ?? .nan }
        return losses.indices.filter { losses[$0].isFinite }.min { losses[$0] < losses[$1] }
    }

    private static func model(_ path: String, _ modelPath: String?, _ record: RunRecord?, _ registry: Registry) throws(DiagnosticFailure) -> Model {
        if let modelPath { return try Model(modelPath, registry: registry) }
        let copy = "\(path)/\(RunFile.model.rawValue)"
        let text: SourceText
        do {
            text = try SourceText.read(path: copy)
        } catch {
            throw DiagnosticFailure(diagnostics: [error])
        }
        _ = try JSONDocument.parse(text)  // A copy that is no JSON is told by its own name.
        // As it was trained, with the data files of the place where it stood.
        let place = record.map { SourceText.path(ofFile: $0.modelFile, namedIn: copy) } ?? copy
        return try Model(SourceText(path: place, bytes: text.bytes), registry: registry)
    }

    private static func history(_ path: String) throws(DiagnosticFailure) -> History? {
        let file = "\(path)/\(RunFile.historyJSON.rawValue)"
        guard AtomicFile.exists(file) else { return nil }
        let text: SourceText
        do { text = try SourceText.read(path: file) } catch { throw DiagnosticFailure(diagnostics: [error]) }
        return History(json: try JSONDocument.parse(text).root)
    }

    private static func weights(_ path: String, _ model: Model) throws(DiagnosticFailure) -> Safetensors? {
        let file = "\(path)/\(RunFile.weights.rawValue)"
        return AtomicFile.exists(file) ? try model.readWeights(file) : nil
    }

    private static func attempt<Result>(_ problems: inout [String], _ body: () throws -> Result) -> Result? {
        do {
            return try body()
        } catch let failure as DiagnosticFailure {
            problems += failure.diagnostics.prefix(3).map(\.description)
        } catch {
            problems.append("\(error)")
        }
        return nil
    }
}
