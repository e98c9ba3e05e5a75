import Lamina
import LaminaPictures

/// What a search found: its trials from the best to the worst, then those without a number.
struct TuneReport {
    struct Entry {
        let trial: Trial
        let value: Double
        let record: TrialRecord
    }

    let search: Search
    let folder: String
    /// Best first; of equal ones the first trial.
    let ranking: [Entry]
    let failed: [(trial: Trial, reason: String)]
    let hasInvalidModels: Bool
    /// Trials that the next run of the search goes on with, or begins.
    let unfinished: [(trial: Trial, reason: String)]

    init(_ search: Search, folder: String, outcomes: [Int: TrialOutcome]) {
        self.search = search
        self.folder = folder
        var ranking: [Entry] = []
        var failed: [(trial: Trial, reason: String)] = []
        var unfinished: [(trial: Trial, reason: String)] = []
        for trial in search.trials {
            switch outcomes[trial.number] {
            case .finished(let record):
                if let value = record.value(of: search.file.monitor), value.isFinite {
                    ranking.append(Entry(trial: trial, value: value, record: record))
                } else {
                    failed.append((trial, record.stopReason ?? "no finite number '\(search.file.monitor)' was reported"))
                }
            case .failed(let reason), .invalid(let reason): failed.append((trial, reason))
            case .unfinished(let reason): unfinished.append((trial, reason))
            case nil: unfinished.append((trial, "not begun"))
            }
        }
        let sign = search.wantsMore ? -1.0 : 1.0
        self.ranking = ranking.sorted { (sign * $0.value, $0.trial.number) < (sign * $1.value, $1.trial.number) }
        self.failed = failed
        hasInvalidModels = outcomes.values.contains { if case .invalid = $0 { true } else { false } }
        self.unfinished = unfinished
    }

    private var monitor: String { search.file.monitor.printable }

    private func trialFolder(_ trial: Trial) -> TrialFolder { TrialFolder(path: "\(folder)/\(trial.folderName)") }

    func text(tool: String, files: [String]) -> String {
        var lines: [String] = []
        if !ranking.isEmpty {
            var table = TextTable(
                [.init("rank", .right), .init("trial", .right)] + search.columnNames.map { .init($0, .right) }
                    + [.init(monitor, .right), .init("epochs", .right), .init("seconds", .right), .init("parameters", .right)])
            for (rank, entry) in ranking.enumerated() {
                table.append(
                    [String(rank + 1), String(entry.trial.number)] + entry.trial.values.map(\.plainText) + [
                        entry.value.formatted(significant: 5), String(entry.record.history.epochs.count),
                        entry.record.seconds.formatted(decimals: 1), entry.record.parameters.grouped,
                    ])
            }
            lines += [""] + table.lines()
        }
        for (title, trials) in [("Failed", failed), ("Not finished", unfinished)] where !trials.isEmpty {
            lines += ["", "\(title):"] + trials.map { "  trial \($0.trial.number) (\(search.describe($0.trial))): \($0.reason.printable)" }
        }
        if let best = ranking.first {
            let folder = trialFolder(best.trial)
            lines += [
                "", "Best: trial \(best.trial.number), \(monitor) \(best.value.formatted(significant: 5)): \(search.describe(best.trial))",
                "  \(tool) evaluate \(folder.model) --weights \(folder.weights)",
            ]
        }
        return (lines + ["", "Saved \(files.joined(separator: ", "))"]).joined(separator: "\n") + "\n"
    }

    private func values(_ trial: Trial) -> JSONValue {
        .object(zip(search.file.axes, trial.values).map { ($0.path, $1) })
    }

    func json(files: [String]) -> JSONValue {
        func without(_ trials: [(trial: Trial, reason: String)]) -> JSONValue {
            .array(trials.map { trial -> JSONValue in ["trial": .integer(trial.trial.number), "values": values(trial.trial), "reason": .string(trial.reason)] })
        }
        let best = ranking.first.map { entry -> JSONValue in
            let folder = trialFolder(entry.trial)
            return ["trial": .integer(entry.trial.number), "model": .string(folder.model), "weights": .string(folder.weights)]
        }
        return [
            "model": .string(search.model.name), "monitor": .string(search.file.monitor), "mode": .string(search.wantsMore ? "max" : "min"),
            "trials": .integer(search.trials.count), "best": best ?? .null,
            "ranking": .array(ranking.enumerated().map { rank, entry -> JSONValue in
                [
                    "rank": .integer(rank + 1), "trial": .integer(entry.trial.number), "values": values(entry.trial), "value": .number(entry.value),
                    "epoch": .integer(entry.record.keptEpoch + 1), "epochs": .integer(entry.record.history.epochs.count),
                    "seconds": .number(entry.record.seconds), "parameters": .integer(entry.record.parameters),
                ]
            }),
            "failed": without(failed), "unfinished": without(unfinished), "files": .array(files.map { .string($0) }),
        ]
    }

    /// A row a trial, in the order of the ranking, those without a number behind it.
    var csv: String {
        let header = ["rank", "trial"] + search.file.axes.map(\.path) + [search.file.monitor, "epochs", "seconds", "parameters", "problem"]
        let ranked = ranking.enumerated().map { rank, entry in
            [String(rank + 1), String(entry.trial.number)] + entry.trial.values.map(\.cell) + [
                String(entry.value), String(entry.record.history.epochs.count), String(entry.record.seconds), String(entry.record.parameters), "",
            ]
        }
        let others = (failed + unfinished).map { ["", String($0.trial.number)] + $0.trial.values.map(\.cell) + ["", "", "", "", $0.reason] }
        return ([header] + ranked + others).map { $0.map(\.quotedCell).joined(separator: ",") + "\n" }.joined()
    }
}

extension JSONValue {
    fileprivate var cell: String {
        if case .string(let text) = self { text } else { serialized(pretty: false) }
    }
}

extension String {
    /// As RFC 4180 has it: quoted where it holds a comma, a quote or a line break.
    fileprivate var quotedCell: String {
        contains { ",\"\r\n".contains($0) || $0.isNewline } ? "\"\(replacing("\"", with: "\"\""))\"" : self
    }
}
