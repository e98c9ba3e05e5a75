import LaminaKit

/// Lowers the learning rate when the watched number has not become better for `patience` epochs. Keras's rules to the letter: the rate
/// is reported as it was in the epoch, and an epoch of cooling down does not count as one of waiting.
struct ReduceLROnPlateau: Callback {
    static let summary = "Lowers the learning rate when a watched number no longer improves."
    private let monitor: Monitor
    private let factor: Double
    private let patience: Int
    private let cooldown: Int
    private let minimumRate: Double
    private var wait = 0
    private var epochsToCool = 0
    private var best: Double?

    init(from fields: inout Fields) {
        monitor = Monitor(from: &fields, minimumDelta: true, default: 1e-4)
        factor = fields.number("factor", in: .fraction, default: 0.1, "What the rate is multiplied by.")
        patience = fields.integer("patience", in: 0...Fields.largestInteger, default: 10, "Epochs without improvement before the rate falls.")
        cooldown = fields.integer("cooldown", in: 0...Fields.largestInteger, default: 0, "Epochs after a fall in which nothing is counted.")
        minimumRate = fields.number("min_lr", in: .nonNegative, default: 0, "The least rate.")
    }

    mutating func epochEnded(_ epoch: Int, _ logs: Logs, _ run: inout TrainingRun) throws {
        let rate = try run.learningRate
        run.report(Double(rate), as: "learning_rate")
        let current = try monitor.value(in: logs)
        if epochsToCool > 0 {
            epochsToCool -= 1
            wait = 0
        }
        if monitor.isBetter(current, than: best, in: run) {
            best = current
            wait = 0
        } else if epochsToCool == 0 {
            wait += 1
            guard wait >= patience, rate > Float(minimumRate) else { return }
            try run.setLearningRate(Float(max(Double(rate) * factor, minimumRate)))
            epochsToCool = cooldown
            wait = 0
        }
    }

    var watchedMetric: String? { monitor.name }

    var reportedMetrics: [String] { ["learning_rate"] }

    var state: CallbackState {
        CallbackState(.object([("wait", .integer(wait)), ("best", .watched(best)), ("epochs_to_cool", .integer(epochsToCool))]))
    }

    mutating func restore(_ state: JSONNode, weights: Weights?) {
        wait = state["wait"]?.value.integer ?? 0
        best = state["best"]?.value.watched
        epochsToCool = state["epochs_to_cool"]?.value.integer ?? 0
    }
}
