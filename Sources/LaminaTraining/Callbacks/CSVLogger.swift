import LaminaFiles
import LaminaKit

/// Writes the history as CSV after every epoch.
struct CSVLogger: Callback {
    static let summary = "Writes loss and metrics to a CSV file, a row an epoch."
    private let path: String
    private let separator: String

    init(from fields: inout Fields) {
        path = fields.runFile("filename", "The file, in the run's folder.")
        separator = fields.string("separator", default: ",", "Between columns.")
    }

    mutating func epochEnded(_ epoch: Int, _ logs: Logs, _ run: inout TrainingRun) throws {
        try AtomicFile.write(run.history.csv(separator: separator), to: run.path(path))
    }
}
