import LaminaKit

extension Resolver {
    /// Loss, optimizer and metrics; nil where the section is absent or wrong.
    mutating func readTraining(_ outputs: [TypedGraph.Output]) -> TypedGraph.Training? {
        guard let node = document.sections.training else { return nil }
        guard node.kind == .object else {
            diagnostics.report(Diagnostic(FieldCode.type, "model: field 'training' must be an object, found \(node.snippet)", at: node.location))
            return nil
        }
        var fields = Fields(node, subject: "training", registry: registry)
        let section = TrainingFields(from: &fields)
        var objectives: [(output: Int, objective: TypedGraph.Training.Objective)] = []
        let lossNodes = perOutput(section.loss, "loss", outputs, &fields)
        let metricNodes = perOutput(section.metrics, "metrics", outputs, &fields)
        let weights = lossWeights(section.lossWeights, lossNodes, outputs, &fields)
        for (index, output) in outputs.enumerated() {
            guard let lossNode = lossNodes[output.name] else {
                if !fields.hasErrors, metricNodes[output.name] != nil { reportMetricsWithoutLoss(output, section.metrics, &fields) }
                continue
            }
            let loss: (any Loss)? = fields.component(at: lossNode, .loss, key: "loss")
            let metrics = metricNodes[output.name].map { readMetrics($0, &fields) } ?? []
            guard let loss else { continue }
            if let objective = objective(output, loss, at: lossNode, weight: weights[output.name] ?? 1, metrics) { objectives.append((index, objective)) }
        }
        fields.reportUnknownKeys()
        report(contentsOf: fields)
        guard !fields.hasErrors, let optimizer = section.optimizer, !diagnostics.hasErrors else { return nil }
        guard !objectives.isEmpty else {
            report(.lossMissing, "training: no output has a loss", at: node.location)
            return nil
        }
        return TypedGraph.Training(
            objectives: objectives, optimizer: optimizer, definition: JSONValue(node).canonical, location: node.location)
    }

    /// What each loss is multiplied by; as in Keras every one of them must have a weight if one has.
    private mutating func lossWeights(
        _ node: JSONNode?, _ losses: [String: JSONNode], _ outputs: [TypedGraph.Output], _ fields: inout Fields
    ) -> [String: Double] {
        guard let node, !node.isNull else { return [:] }
        var weights: [String: Double] = [:]
        for (name, node) in perOutput(node, "loss_weights", outputs, &fields) {
            weights[name] = node.double
            guard node.double == nil else { continue }
            fields.report(
                Diagnostic(FieldCode.type, "training: field 'loss_weights' must hold numbers, found \(node.snippet)", at: node.location))
        }
        for output in outputs where losses[output.name] != nil && weights[output.name] == nil && !fields.hasErrors {
            fields.report(
                Diagnostic(
                    FieldCode.missing, "training: field 'loss_weights' has no number for output '\(output.name)', which has a loss", at: node.location))
        }
        return weights
    }

    /// Metrics compare with the loss's target: without a loss there is none.
    private func reportMetricsWithoutLoss(_ output: TypedGraph.Output, _ metrics: JSONNode?, _ fields: inout Fields) {
        fields.report(
            Diagnostic(
                CompilerCode.lossMissing, "training: field 'metrics' names output '\(output.name)', which has no loss and so no target",
                at: metrics?[output.name]?.keyLocation ?? metrics?.location))
    }

    /// One node for each output: the field itself for a model of one output, else an object with the outputs' names as keys.
    private mutating func perOutput(
        _ node: JSONNode?, _ key: String, _ outputs: [TypedGraph.Output], _ fields: inout Fields
    ) -> [String: JSONNode] {
        guard let node else { return [:] }
        let isByName = node.kind == .object && node["type"] == nil
        guard isByName else {
            guard outputs.count <= 1 else {
                fields.report(
                    Diagnostic(
                        FieldCode.type, "training: field '\(key)' must be an object with the outputs' names as keys: the model has \(outputs.count) outputs",
                        at: node.location))
                return [:]
            }
            return Dictionary(uniqueKeysWithValues: outputs.map { ($0.name, node) })
        }
        var nodes: [String: JSONNode] = [:]
        for member in node.members {
            if outputs.contains(where: { $0.name == member.key }) {
                nodes[member.key] = member.value
            } else if !outputs.isEmpty {
                fields.report(
                    Diagnostic(
                        CompilerCode.outputUnknown, "training: field '\(key)' names '\(member.key)', which is no output", at: member.keyLocation,
                        notes: Suggestion.closest(to: member.key, in: outputs.map(\.name)).map { [Diagnostic.Note("did you mean '\($0)'?")] } ?? []))
            }
        }
        return nodes
    }

    private func readMetrics(_ node: JSONNode, _ fields: inout Fields) -> [(metric: any Metric, node: JSONNode)] {
        guard node.kind == .array else {
            fields.report(Diagnostic(FieldCode.type, "training: field 'metrics' must be an array of metrics, found \(node.snippet)", at: node.location))
            return []
        }
        return node.elements.compactMap { element in
            let metric: (any Metric)? = fields.component(at: element, .metric, key: "metrics")
            return metric.map { ($0, element) }
        }
    }

    private mutating func objective(
        _ output: TypedGraph.Output, _ loss: any Loss, at node: JSONNode, weight: Double, _ metrics: [(metric: any Metric, node: JSONNode)]
    ) -> TypedGraph.Training.Objective? {
        do {
            let target = try loss.targetShape(forPrediction: output.shape)
            for (index, (metric, metricNode)) in metrics.enumerated() {
                if let first = metrics[..<index].first(where: { $0.metric.name == metric.name }) {
                    report(
                        .nameDuplicate, "training: output '\(output.name)': two metrics are called '\(metric.name)'", at: metricNode.location,
                        notes: [Diagnostic.Note("the first one is here; give one of them another \"name\"", at: first.node.location)])
                }
                do {
                    try metric.check(prediction: output.shape, target: target)
                } catch {
                    report(.metricTarget, "training: output '\(output.name)': \(error.message)", at: metricNode.location, notes: error.notes)
                }
            }
            return TypedGraph.Training.Objective(loss: loss, targetShape: target, metrics: metrics.map(\.metric), weight: weight)
        } catch {
            report(.lossTarget, "training: output '\(output.name)': \(error.message)", at: node.location, notes: error.notes)
            return nil
        }
    }
}

extension LayerError {
    var notes: [Diagnostic.Note] { remedy.map { [Diagnostic.Note($0)] } ?? [] }
}
