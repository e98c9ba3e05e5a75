import Lamina
import LaminaPictures

/// Activations and gradients of each layer before and after training.
struct LayersSection {
    let section: ReportSection?

    init(_ run: RunFolder, _ flows: Attempt<LayerFlows>) {
        guard let flows = flows.value else {
            section = run.weights == nil || run.data == nil ? nil : ReportSection("layers", "Layers", [.note(flows.problem ?? "")])
            return
        }
        let (before, after) = (flows.before, flows.after)
        guard !after.flows.isEmpty else {
            section = ReportSection("layers", "Layers", [.note("The plan has no room to show the model's values: its inputs, outputs and metrics take all ports.")])
            return
        }
        let keys = before == nil ? ["trained"] : ["before training", "trained"]
        var contents: [ReportSection.Content] = [
            .text(
                "One batch of \(after.exampleCount.of("training example")), in training: what every layer gives, and the gradient of each example's loss by it. "
                    + (before == nil ? "The training started from a weights file, so that only trained weights are shown." : "The outline is that of the initial weights."))
        ]
        if !flows.isComplete { contents.append(.note("The model has more layers than a picture shows: these are \(flows.edges.count.grouped) of those with parameters.")) }
        let verdict = Self.verdict(run, after)
        if let verdict { contents.append(.note(verdict)) }
        contents.append(.picture(
            DistributionPicture(
                title: "Outputs of the layers", horizontalLabel: "value", keys: keys, rows: Self.rows(before, after, { $0.values }, Self.activationText), scale: .linear),
            name: "activations"))
        contents.append(.picture(
            DistributionPicture(
                title: "Gradients by the layers' outputs", horizontalLabel: "magnitude of the gradient", keys: keys,
                rows: Self.rows(before, after, { $0.gradients }, Self.gradientText), scale: .logarithmic),
            name: "gradients"))
        contents.append(.table(Self.flowTable(before, after)))
        contents.append(.table(Self.parameterTable(before, after)))
        section = ReportSection("layers", "Layers", contents)
    }

    private static func rows(
        _ before: Inspection?, _ after: Inspection, _ part: (Inspection.Flow) -> Distribution?, _ text: (Distribution) -> String
    ) -> [DistributionPicture.Row] {
        after.flows.enumerated().compactMap { index, flow in
            guard let trained = part(flow) else { return nil }
            let all = (before.map { [part($0.flows[index])] } ?? []) + [trained]
            return DistributionPicture.Row(flow.name.printable, detail: text(trained), ranks: all.map { $0?.ranks.map(Double.init) ?? [] })
        }
    }

    private static func activationText(_ values: Distribution) -> String {
        "\(values.mean.formatted(significant: 2)) ± \(values.standardDeviation.formatted(significant: 2)), \(zeros(values))"
    }

    private static func gradientText(_ values: Distribution) -> String { "RMS \(values.magnitude.formatted(significant: 2)), \(zeros(values))" }

    private static func zeros(_ values: Distribution) -> String {
        (100 * values.zeroShare).formatted(decimals: 0) + " % zero" + (values.nonFiniteCount > 0 ? ", \(values.nonFiniteCount) not finite" : "")
    }

    /// How many times smaller or larger gradients may become on their way before something is said.
    private static let tolerated = 1000.0

    /// What the gradients' way through the layers with parameters shows, where it is bad.
    private static func verdict(_ run: RunFolder, _ after: Inspection) -> String? {
        let flows = after.flows.filter { flow in
            if case .layer(let layer, _) = flow.edge { !run.model.graph.layers[layer].parameters.isEmpty } else { false }
        }
        let magnitudes = flows.compactMap { flow in flow.gradients.map { (name: flow.name.printable, magnitude: $0.magnitude) } }
        guard let first = magnitudes.first, let last = magnitudes.last, first.name != last.name, last.magnitude > 0 else { return nil }
        let ratio = first.magnitude / last.magnitude
        if ratio < 1 / tolerated {
            return "Gradients vanish: by the output of '\(first.name)' they are \((1 / ratio).formatted(significant: 2)) times smaller than by that of '\(last.name)'."
        }
        if ratio > tolerated {
            return "Gradients explode: by the output of '\(first.name)' they are \(ratio.formatted(significant: 2)) times larger than by that of '\(last.name)'."
        }
        return nil
    }

    private static func flowTable(_ before: Inspection?, _ after: Inspection) -> ReportTable {
        var table = ReportTable(
            caption: "Outputs of the layers and the gradients by them (RMS: the root of the mean square)",
            header: ["Layer", "Mean", "Deviation", "Least", "Most", "Zeros", "Gradient RMS before", "Gradient RMS trained"])
        for (index, flow) in after.flows.enumerated() {
            let values = flow.values
            table.rows.append([
                flow.name, values.mean.formatted(significant: 3), values.standardDeviation.formatted(significant: 3), values.minimum.formatted(significant: 3),
                values.maximum.formatted(significant: 3), "\((100 * values.zeroShare).formatted(decimals: 1)) %",
                before?.flows[index].gradients.map { $0.magnitude.formatted(significant: 3) } ?? "–", flow.gradients.map { $0.magnitude.formatted(significant: 3) } ?? "–",
            ])
        }
        return table
    }

    private static func parameterTable(_ before: Inspection?, _ after: Inspection) -> ReportTable {
        var table = ReportTable(
            caption: "Trained parameters and the gradients of the batch's loss by them, before clipping",
            header: ["Parameter", "Values", "Mean", "Deviation", "Gradient RMS before", "Gradient RMS trained", "Gradient zeros"])
        for (index, parameter) in after.parameters.enumerated() {
            table.rows.append([
                parameter.name, parameter.values.count.grouped, parameter.values.mean.formatted(significant: 3),
                parameter.values.standardDeviation.formatted(significant: 3), before?.parameters[index].gradients.magnitude.formatted(significant: 3) ?? "–",
                parameter.gradients.magnitude.formatted(significant: 3), "\((100 * parameter.gradients.zeroShare).formatted(decimals: 1)) %",
            ])
        }
        return table
    }
}
