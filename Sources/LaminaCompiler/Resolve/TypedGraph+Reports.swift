import LaminaKit

/// What one output of an evaluation or training plan holds.
public struct Report: Sendable {
    public let name: String
    public let aggregation: MetricAggregation
    /// Whether more is better.
    public let isBetterWhenHigher: Bool
}

extension TypedGraph {
    /// The outputs of evaluation and training plans, in order: the loss, then for each output with a loss that loss, where there are
    /// several, and its metrics. Empty without a training section.
    public var reports: [Report] {
        guard let objectives = training?.objectives else { return [] }
        var reports = [Report(name: "loss", aggregation: .mean, isBetterWhenHigher: false)]
        for (index, objective) in objectives {
            let prefix = objectives.count == 1 ? "" : "\(outputs[index].name)_"
            if objectives.count > 1 { reports.append(Report(name: "\(prefix)loss", aggregation: .mean, isBetterWhenHigher: false)) }
            reports += objective.metrics.map {
                Report(name: prefix + $0.name, aggregation: $0.aggregation, isBetterWhenHigher: $0.isBetterWhenHigher)
            }
        }
        return reports
    }

    /// The numbers that an epoch reports of its examples. A metric of several numbers, such as `f1_score_0`, has the part before the number here.
    public var logNames: [String] { reports.map(\.name) }
}

extension [Report] {
    /// Whether a number of the logs is one of which more is better: `val_auc`, `f1_score_0`.
    public func isBetterWhenHigher(_ name: String) -> Bool {
        let name = name.hasPrefix("val_") ? name.dropFirst(4) : name[...]
        let report = first { name == $0.name } ?? first { name.hasPrefix($0.name + "_") }
        return report?.isBetterWhenHigher ?? false
    }
}
