import Lamina
import LaminaPictures

/// How far back in a sequence the loss's gradient reaches.
struct SequenceSection {
    let section: ReportSection?

    /// Lines that are still told apart.
    private static let mostSequences = 8

    init(_ run: RunFolder, _ flows: Attempt<LayerFlows>, beside others: [RunFolder], threads: Int) {
        guard let own = flows.value, !Self.sequences(run, own.after).isEmpty else {
            section = nil
            return
        }
        // With the place among the runs: colours stay those of the curves where a run is left out.
        var all = [(index: 0, run: run, flows: own)]
        var notes: [ReportSection.Content] = []
        for (index, other) in others.enumerated() {
            switch Attempt({ try LayerFlows(other, threads: threads) }) {
            case .value(let flows): all.append((index + 1, other, flows))
            case .problem(let text): notes.append(.note("\(other.path): \(text)"))
            }
        }
        let labels = RunLabels([run] + others)
        var series: [LineChart.Series] = []
        for one in all {
            // Of runs side by side the input alone: it is what they have in common.
            let shown = Self.sequences(one.run, one.flows.after).prefix(others.isEmpty ? Self.mostSequences : 1)
            for (line, flow) in shown.enumerated() {
                let ink = Ink.color(others.isEmpty ? line : one.index)
                let name = others.isEmpty ? flow.name.printable : labels[one.index]
                if let before = one.flows.before?.flows.first(where: { $0.edge == flow.edge })?.stepNorms {
                    series.append(.init("\(name), before", ink, before, at: Self.steps(before), style: .dashed))
                }
                if let norms = flow.stepNorms { series.append(.init(name, ink, norms, at: Self.steps(norms))) }
            }
        }
        var chart = LineChart(
            title: "Gradient of the loss at every step", horizontalLabel: "step of the sequence", verticalLabel: "norm of the gradient", series: series)
        chart.verticalScale = .logarithmic
        let text =
            "The norm of the gradient of each example's loss by the sequence at every time step, the mean over the examples; dashed with the initial weights. "
            + "A line that falls steeply towards the first steps says that the training hears nothing of them: the gradient vanishes on its way back."
        section = ReportSection("sequence", "Gradient over time", [.text(text), .picture(chart, name: "gradient-over-time")] + notes)
    }

    private static func steps(_ norms: [Double]) -> [Double] { norms.indices.map { Double($0 + 1) } }

    /// Values `[time, features]` that have a gradient: with a free time axis, or read by a layer that goes from step to step.
    private static func sequences(_ run: RunFolder, _ inspection: Inspection) -> [Inspection.Flow] {
        let graph = run.model.graph
        return inspection.flows.filter { flow in
            guard let norms = flow.stepNorms, norms.count > 1 else { return false }
            if graph.shape(of: flow.edge)[0].size == nil { return true }
            return graph.layers.contains { $0.inputs.contains(flow.edge) && $0.layer.supportsStreaming }
        }
    }
}
