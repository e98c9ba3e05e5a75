import LaminaFiles
import LaminaKit

/// Saves the weights after an epoch, on wish only after the best so far.
struct ModelCheckpoint: Callback {
    static let summary = "Saves the weights after each epoch, or after the best so far."
    private let path: String
    private let monitor: Monitor
    private let savesBestOnly: Bool
    private var best: Double?

    init(from fields: inout Fields) {
        path = fields.runFile(
            "filepath", takesPlaceholders: true, "The file, in the run's folder; {epoch} stands for the epoch from 1, {val_loss} for a number of the logs.")
        monitor = Monitor(from: &fields, minimumDelta: false)
        savesBestOnly = fields.boolean("save_best_only", default: false, "Save only when the watched number is the best so far.")
    }

    mutating func epochEnded(_ epoch: Int, _ logs: Logs, _ run: inout TrainingRun) throws {
        if savesBestOnly {
            let current = try monitor.value(in: logs)
            guard monitor.isBetter(current, than: best, in: run) else { return }
            best = current
        }
        var name = path.replacing("{epoch}", with: String(epoch + 1))
        for entry in logs.entries { name = name.replacing("{\(entry.name)}", with: String(entry.value)) }
        if let unknown = name.placeholders.first { throw TrainingError.noSuchMetric(name: unknown, available: ["epoch"] + logs.names) }
        try run.save(run.weights, to: name)
    }

    var namedMetrics: [(name: String, field: String)] {
        path.placeholders.filter { $0 != "epoch" }.map { ($0, "filepath") }
    }

    var watchedMetric: String? { savesBestOnly ? monitor.name : nil }

    var state: CallbackState { CallbackState(.object([("best", .watched(best))])) }

    mutating func restore(_ state: JSONNode, weights: Weights?) {
        best = state["best"]?.value.watched
    }
}
