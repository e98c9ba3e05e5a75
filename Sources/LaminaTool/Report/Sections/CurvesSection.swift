import Lamina
import LaminaPictures

/// Loss, metrics and learning rate over the epochs.
struct CurvesSection {
    let section: ReportSection?

    init(_ run: RunFolder, beside others: [RunFolder]) {
        guard let history = run.history, !history.epochs.isEmpty else {
            section = nil
            return
        }
        var contents: [ReportSection.Content] = []
        var fileNames = UniqueNames()
        let names = history.epochs.flatMap(\.names).reduce(into: [String]()) { names, name in
            if !names.contains(name), name != Self.learningRate { names.append(name) }
        }
        for name in names where !(name.hasPrefix("val_") && names.contains(String(name.dropFirst(4)))) {
            contents.append(.picture(Self.chart(name, run, history, others), name: fileNames.name("curve-\(Self.fileName(name))")))
        }
        if let chart = Self.learningRateChart(run, history) { contents.append(.picture(chart, name: "learning-rate")) }
        section = ReportSection("curves", "Learning curves", contents)
    }

    private static let learningRate = "learning_rate"

    /// What a file can be called: others became hyphens.
    private static func fileName(_ name: String) -> String {
        String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber) || $0 == "_" ? $0 : "-" })
    }

    private static func chart(_ name: String, _ run: RunFolder, _ history: History, _ others: [RunFolder]) -> LineChart {
        let isCompared = !others.isEmpty
        let labels = RunLabels([run] + others)
        var series: [LineChart.Series] = []
        for (index, one) in ([run] + others).enumerated() {
            guard let history = one.history else { continue }
            let prefix = isCompared ? "\(labels[index]): " : ""
            for (key, label, style) in [(name, "training", LineChart.Style.line), ("val_\(name)", "validation", .dashed)] {
                let values = history.epochs.map { $0[key] ?? .nan }
                guard history.epochs.contains(where: { $0[key] != nil }) else { continue }
                let ink: Ink = isCompared ? .color(index) : style == .line ? .first : .second
                series.append(.init(prefix + label, ink, values, at: values.indices.map { Double($0 + 1) }, style: isCompared ? style : .line))
            }
        }
        var chart = LineChart(title: "\(name) over the epochs", horizontalLabel: "epoch", verticalLabel: name, series: series)
        let shown = series.flatMap(\.values).filter(\.isFinite)
        if let least = shown.min(), let most = shown.max(), least > 0, most > 100 * least { chart.verticalScale = .logarithmic }
        if let best = run.bestEpoch, history.epochs.count > 1 { chart.marks = [.init(Double(best + 1), "epoch \(best + 1)")] }
        return chart
    }

    /// Nil where the rate is one number all the time, or not known.
    private static func learningRateChart(_ run: RunFolder, _ history: History) -> LineChart? {
        var rates = history.epochs.map { $0[learningRate] ?? .nan }
        if rates.allSatisfy(\.isNaN), let schedule = run.model.graph.training?.optimizer.schedule, let examples = run.record?.examples {
            let batchSize = min(run.fitOptions.batchSize, max(examples, 1))
            let batches = (examples + batchSize - 1) / batchSize
            rates = rates.indices.map { schedule.rate(at: $0.saturatingProduct(batches)) }
        }
        let known = rates.filter(\.isFinite)
        guard let least = known.min(), let most = known.max(), least < most else { return nil }
        var chart = LineChart(
            title: "Learning rate over the epochs", horizontalLabel: "epoch", verticalLabel: "learning rate",
            series: [.init("learning rate", .first, rates, at: rates.indices.map { Double($0 + 1) })])
        if least > 0, most > 20 * least { chart.verticalScale = .logarithmic }
        return chart
    }
}
