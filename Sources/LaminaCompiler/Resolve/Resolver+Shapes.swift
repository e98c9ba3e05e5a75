import LaminaKit

extension Resolver {
    /// Infers shapes and parameters in `order`. A layer stays nil where something before it is wrong.
    mutating func inferShapes(_ order: [Int]) -> [TypedGraph.LayerNode?] {
        var nodes = [TypedGraph.LayerNode?](repeating: nil, count: drafts.count)
        for index in order {
            nodes[index] = infer(drafts[index], nodes)
        }
        checkSharing(nodes)
        checkTotal(nodes)
        return nodes
    }

    private mutating func infer(_ draft: LayerDraft, _ nodes: [TypedGraph.LayerNode?]) -> TypedGraph.LayerNode? {
        guard let layer = draft.layer, let edges = draft.inputs else { return nil }
        var shapes: [Shape] = []
        for (position, edge) in edges.enumerated() {
            switch edge {
            case .input(let input): shapes.append(inputs[input].shape)
            case .layer(let source, let output):
                guard let node = nodes[source] else { return nil }
                guard output < node.outputShapes.count else {
                    report(
                        .inputUnknown, "\(draft.subject): layer '\(node.name)' has no output \(output): the last is \(node.outputShapes.count - 1)",
                        at: draft.location(ofInput: position))
                    return nil
                }
                shapes.append(node.outputShapes[output])
            }
        }
        guard !shapes.contains(Self.unknownShape) else { return nil }
        let count = type(of: layer).inputCount
        guard count.contains(shapes.count) else {
            let wanted = count.lowerBound == count.upperBound ? "\(count.lowerBound)" : "\(count.lowerBound) to \(count.upperBound)"
            let list = draft.node["inputs"]?.value.location
            report(
                .inputCount, "\(draft.subject): takes \(wanted) \(count.upperBound == 1 ? "input" : "inputs"), found \(shapes.count)",
                at: list ?? draft.location(ofInput: 0),
                notes: list == nil ? [Diagnostic.Note("name them: \"inputs\": [\"…\", \"…\"]; without it a layer takes the one before it")] : [])
            return nil
        }
        do {
            let outputs = try layer.outputs(for: shapes)
            guard checkSizes(outputs, draft) else { return nil }
            var parameters = draft.weightOwner == nil ? layer.parameters(for: shapes) : []
            if !draft.isTrainable { parameters = parameters.map(\.frozen) }
            guard check(parameters, draft) else { return nil }
            return TypedGraph.LayerNode(
                name: draft.name, layer: layer, inputs: edges, inputShapes: shapes, outputShapes: outputs, parameters: parameters,
                weightOwner: draft.weightOwner, fields: draft.fields, isTrainable: draft.isTrainable, location: draft.node.location)
        } catch {
            report(error, draft, edges: edges, shapes: shapes)
            return nil
        }
    }

    private mutating func report(_ error: LayerError, _ draft: LayerDraft, edges: [TypedGraph.Edge], shapes: [Shape]) {
        var notes: [Diagnostic.Note] = []
        if let input = error.input, edges.indices.contains(input), let producer = producer(of: edges[input]) {
            notes.append(Diagnostic.Note("\(producer.name) gives \(shapes[input])", at: producer.location))
        }
        if let remedy = error.remedy { notes.append(Diagnostic.Note(remedy)) }
        let location =
            error.field.flatMap { draft.node[$0]?.value.location } ?? error.input.map(draft.location(ofInput:)) ?? draft.node.location
        report(.shape, "\(draft.subject): \(error.message)", at: location, notes: notes)
    }

    private func producer(of edge: TypedGraph.Edge) -> (name: String, location: SourceLocation)? {
        switch edge {
        case .input(let index):
            let name = inputs[index].name
            return names[name].map { ("input '\(name)'", $0.location) }
        case .layer(let index, _): return (drafts[index].subject, drafts[index].node.location)
        }
    }

    private mutating func checkSizes(_ outputs: [Shape], _ draft: LayerDraft) -> Bool {
        for shape in outputs where shape.boundedCount > Self.maximumElements {
            report(
                .tooLarge, "\(draft.subject): the output \(shape) has more than \(Self.maximumElements) elements", at: draft.node.location)
            return false
        }
        return true
    }

    private mutating func check(_ parameters: [ParameterSpec], _ draft: LayerDraft) -> Bool {
        for spec in parameters {
            guard spec.count <= Self.maximumElements else {
                report(
                    .tooLarge, "\(draft.subject): parameter '\(spec.name)' \(spec.sizes) has more than \(Self.maximumElements) elements",
                    at: draft.node.location)
                return false
            }
            if let complaint = spec.initializer.complaint(sizes: spec.sizes) {
                let field = spec.initializerField.flatMap { draft.node[$0]?.value.location }
                report(.initializerShape, "\(draft.subject): parameter '\(spec.name)' \(spec.sizes): \(complaint)", at: field ?? draft.node.location)
                return false
            }
            if let complaint = spec.constraint?.complaint(sizes: spec.sizes) {
                let field = spec.constraintField.flatMap { draft.node[$0]?.value.location }
                report(.constraintShape, "\(draft.subject): parameter '\(spec.name)' \(spec.sizes): \(complaint)", at: field ?? draft.node.location)
                return false
            }
        }
        return true
    }

    private mutating func checkTotal(_ nodes: [TypedGraph.LayerNode?]) {
        var total = 0
        for node in nodes.compactMap({ $0 }) {
            total += node.parameters.reduce(0) { $0 + $1.count }
            guard total <= Self.maximumElements else {
                report(.tooLarge, "layer '\(node.name)': the model has more than \(Self.maximumElements) parameters up to here", at: node.location)
                return
            }
        }
    }
}

extension LayerDraft {
    /// The name of one input where the file gives it, else the layer itself.
    func location(ofInput index: Int) -> SourceLocation {
        let elements = node["inputs"]?.value.elements ?? []
        if elements.indices.contains(index) { return elements[index].location }
        return node["type"]?.value.location ?? node.location
    }
}
