import Lamina
import LaminaPictures

/// What a learning rate range test found.
struct LearningRateReport {
    let model: String
    let search: LearningRateSearch

    var text: String {
        var lines: [String] = []
        if search.hasDiverged, let last = search.points.last {
            lines.append("The loss ran away at a learning rate of \(Self.short(last.rate)), in batch \(search.points.count)")
        }
        if let suggestion = search.suggestion {
            lines.append("Suggested learning rate: \(Self.short(suggestion)), where the loss falls most steeply")
        } else {
            lines.append("The loss did not fall at any rate: there is nothing to suggest")
        }
        if search.suggestion != nil, let least = search.rateOfLeastLoss { lines.append("The least loss is at \(Self.short(least)): stay well below") }
        return lines.map { $0 + "\n" }.joined()
    }

    var csv: String {
        let rows = search.points.enumerated().map { "\($0),\($1.rate),\($1.loss),\($1.smoothedLoss)" }
        return (["batch,learning_rate,loss,smoothed_loss"] + rows).joined(separator: "\n") + "\n"
    }

    var picture: String {
        let points = search.points
        let rates = points.map(\.rate)
        var chart = LineChart(
            title: "\(model): loss over a growing learning rate", horizontalLabel: "learning rate", verticalLabel: "loss",
            series: [
                .init("batch", .reference, points.map { Self.cut($0.loss, points) }, at: rates),
                .init("smoothed", .first, points.map { Self.cut($0.smoothedLoss, points) }, at: rates),
            ])
        chart.horizontalScale = .logarithmic
        if let suggestion = search.suggestion { chart.marks = [.init(suggestion, "suggested: \(Self.short(suggestion))")] }
        return chart.svg()
    }

    func json(files: [String]) -> JSONValue {
        .object([
            ("model", .string(model)), ("suggestion", search.suggestion.map { .number($0) } ?? .null),
            ("rate_of_least_loss", search.rateOfLeastLoss.map { .number($0) } ?? .null), ("diverged", .boolean(search.hasDiverged)),
            ("learning_rate", .array(search.points.map { .number($0.rate) })), ("loss", .array(search.points.map { .number($0.loss) })),
            ("smoothed_loss", .array(search.points.map { .number($0.smoothedLoss) })), ("files", .array(files.map { .string($0) })),
        ])
    }

    /// A loss that ran away would press all others to the ground.
    private static func cut(_ loss: Double, _ points: [LearningRateSearch.Point]) -> Double {
        guard let first = points.first?.smoothedLoss, let most = points.map(\.smoothedLoss).max() else { return loss }
        return min(loss, max(1.5 * first, min(most, 2 * first)))
    }

    /// Two significant digits: `0.0024`, `3.1e-06`.
    static func short(_ rate: Double) -> String { rate.formatted(significant: 2) }
}
