import LaminaKit

/// Stops when the watched number has not become better for `patience` epochs. Keras's rules to the letter: the wait starts anew only
/// if the baseline is beaten too, the first epoch never stops, and the best weights come back whatever ended the training.
struct EarlyStopping: Callback {
    static let summary = "Stops when a watched number no longer improves."
    private let monitor: Monitor
    private let patience: Int
    private let baseline: Double?
    private let restoresBestWeights: Bool
    private let firstEpoch: Int
    private var wait = 0
    private var best: Double?
    private var bestEpoch = 0
    private var bestWeights: Weights?

    init(from fields: inout Fields) {
        monitor = Monitor(from: &fields, minimumDelta: true)
        patience = fields.integer("patience", in: 0...Fields.largestInteger, default: 0, "Epochs without improvement before the stop.")
        baseline = fields.optionalNumber("baseline", "What must be beaten for the wait to start anew.")
        restoresBestWeights = fields.boolean("restore_best_weights", default: false, "Go back to the best epoch's weights at the end.")
        firstEpoch = fields.integer("start_from_epoch", in: 0...Fields.largestInteger, default: 0, "Epochs before watching begins.")
    }

    mutating func epochEnded(_ epoch: Int, _ logs: Logs, _ run: inout TrainingRun) throws {
        let current = try monitor.value(in: logs)
        guard epoch >= firstEpoch else { return }
        if restoresBestWeights, bestWeights == nil {
            bestWeights = run.weights
            bestEpoch = epoch
        }
        wait += 1
        if monitor.isBetter(current, than: best, in: run) {
            best = current
            bestEpoch = epoch
            if restoresBestWeights { bestWeights = run.weights }
            if baseline == nil || monitor.isBetter(current, than: baseline, in: run) { wait = 0 }
            return
        }
        if wait >= patience, epoch > 0 {
            run.stop("early stopping: \(monitor.name) was best in epoch \(bestEpoch + 1)")
        }
    }

    mutating func trainingEnded(_ run: inout TrainingRun) throws {
        guard restoresBestWeights, let bestWeights else { return }
        try run.setWeights(bestWeights, from: bestEpoch)
    }

    var watchedMetric: String? { monitor.name }

    var state: CallbackState {
        CallbackState(
            .object([("wait", .integer(wait)), ("best", .watched(best)), ("best_epoch", .integer(bestEpoch))]),
            weights: bestWeights)
    }

    mutating func restore(_ state: JSONNode, weights: Weights?) throws {
        wait = try Self.count(state, "wait")
        best = state["best"]?.value.watched
        bestEpoch = try Self.count(state, "best_epoch")
        bestWeights = weights
    }

    private static func count(_ state: JSONNode, _ key: String) throws(CallbackStateError) -> Int {
        guard let value = state[key]?.value.integer, (0...Fields.largestInteger).contains(value) else {
            throw CallbackStateError("'\(key)' must be a count of epochs, found \(state[key]?.value.snippet ?? "nothing")")
        }
        return value
    }
}
