import LaminaKit

/// A number of the logs that a callback watches, and which way is better.
struct Monitor: Sendable {
    enum Mode: String, CaseIterable, Sendable {
        case auto, min, max
    }

    let name: String
    private let mode: Mode
    let minimumDelta: Double

    init(from fields: inout Fields, minimumDelta readsDelta: Bool, default delta: Double = 0) {
        name = fields.string("monitor", default: "val_loss", "The number that is watched.")
        mode = fields.choice("mode", default: .auto, "Whether less or more is better; auto: as the metric has it, less for losses.")
        minimumDelta =
            readsDelta ? fields.number("min_delta", in: .nonNegative, default: delta, "The least change that counts as better.") : 0
    }

    /// Strictly better than `reference` by more than the least change; anything is better than nothing.
    func isBetter(_ value: Double, than reference: Double?, in run: borrowing TrainingRun) -> Bool {
        guard let reference else { return true }
        let wantsMore = mode == .max || (mode == .auto && run.isBetterWhenHigher(name))
        return wantsMore ? value - minimumDelta > reference : value + minimumDelta < reference
    }

    func value(in logs: Logs) throws -> Double {
        guard let value = logs[name] else { throw TrainingError.noSuchMetric(name: name, available: logs.names) }
        return value
    }
}

/// A watched number in a checkpoint. JSON has no word for what is not finite, so that is written as text: a best of NaN is Keras's too,
/// and nothing is better.
extension JSONValue {
    static func watched(_ value: Double?) -> JSONValue {
        value.map { $0.isFinite ? .number($0) : .string($0.description) } ?? .null
    }
}

extension JSONNode {
    var watched: Double? { double ?? string.flatMap { Double($0) } }
}
