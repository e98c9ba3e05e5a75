import Lamina

/// Where a trial's model file, its training and its result are kept.
struct TrialFolder {
    let path: String

    var model: String { "\(path)/model.json" }
    var weights: String { "\(path)/\(RunFile.weights.rawValue)" }
    /// What the training printed to its outputs.
    var report: String { "\(path)/train.json" }
    var log: String { "\(path)/train.log" }
    private var result: String { "\(path)/result.json" }

    /// Whether another model file is kept here: the folder is another search's.
    func isTaken(by other: SourceText) -> Bool {
        guard let found = try? SourceText.read(path: model) else { return AtomicFile.exists(model) }
        return found.bytes != other.bytes
    }

    /// What an earlier run of the search left; nil where the trial is to be trained.
    var outcome: TrialOutcome? {
        guard let root = Self.object(at: result) else { return nil }
        if let reason = root["failed"]?.value.string { return .failed(reason) }
        guard let seconds = root["seconds"]?.value.double, let report = root["report"]?.value, let record = TrialRecord(report, seconds: seconds)
        else { return nil }
        return .finished(record)
    }

    /// What a training left that has just ended. A result is kept; what would be another one at the next attempt is not.
    func conclude(_ end: ChildProcess.End, seconds: Double) throws(FileError) -> TrialOutcome {
        let report = Self.object(at: self.report)
        switch end {
        case .exit(0):
            guard let report, let record = TrialRecord(report, seconds: seconds) else { return .unfinished("its report \(self.report) is damaged") }
            try AtomicFile.write(JSONValue.object([("seconds", .number(seconds)), ("report", JSONValue(report))]).serialized() + "\n", to: result)
            return .finished(record)
        case .exit(ToolExit.findings.rawValue):
            let reason = report?["stop_reason"]?.value.string ?? report?["problem"]?.value.string ?? complaint ?? "it ended with mistakes"
            try AtomicFile.write(JSONValue.object([("seconds", .number(seconds)), ("failed", .string(reason))]).serialized() + "\n", to: result)
            return .failed(reason)
        case .exit(ToolExit.interrupted.rawValue), .exit(ToolExit.terminated.rawValue): return .unfinished("it was interrupted")
        case .exit(let code): return .unfinished(complaint ?? "it ended with exit code \(code)")
        case .signal(let number): return .unfinished("it was ended by signal \(number)")
        }
    }

    /// The complaint that stands in the training's log.
    private var complaint: String? {
        guard let text = try? SourceText.read(path: log) else { return nil }
        let lines = (1...text.lineCount).map { text.line($0) }
        return lines.lazy.compactMap { line in
            line.hasPrefix("error: ") ? String(line.dropFirst(7)) : line.contains(": error: ") ? line : nil
        }.first
    }

    private static func object(at path: String) -> JSONNode? {
        guard let text = try? SourceText.read(path: path), let root = try? JSONDocument.parse(text).root, root.kind == .object else { return nil }
        return root
    }
}

/// How a trial ended.
enum TrialOutcome {
    case finished(TrialRecord)
    case failed(String)
    /// Its model file has mistakes: nothing was trained.
    case invalid(String)
    /// Stopped from outside: the next run of the search goes on with it.
    case unfinished(String)
}

/// What a training that came to its end reports.
struct TrialRecord {
    let parameters: Int
    let seconds: Double
    let history: History
    /// The epoch, from 0, whose weights were kept.
    let keptEpoch: Int
    let stopReason: String?

    /// Nil where it is no report of a training.
    init?(_ report: JSONNode, seconds: Double) {
        guard let parameters = report["parameters"]?.value.integer, let node = report["history"]?.value, let history = History(json: node) else { return nil }
        self.parameters = parameters
        self.seconds = seconds
        self.history = history
        stopReason = report["stop_reason"]?.value.string
        let restored = report["restored_epoch"]?.value.integer.flatMap { $0 >= 1 && $0 <= history.epochs.count ? $0 : nil }
        keptEpoch = (restored ?? history.epochs.count) - 1
    }

    /// The number as it was for the weights that were kept; nil where no epoch reported it.
    func value(of name: String) -> Double? {
        history.epochs.indices.contains(keptEpoch) ? history.epochs[keptEpoch][name] : nil
    }
}
