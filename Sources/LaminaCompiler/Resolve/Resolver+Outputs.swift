import LaminaKit

extension Resolver {
    /// The outputs whose shapes are known; wrong ones are reported.
    mutating func resolveOutputs(_ layers: [TypedGraph.LayerNode?]) -> [TypedGraph.Output] {
        var edges: [(name: String, edge: TypedGraph.Edge, location: SourceLocation)] = []
        if let section = document.sections.outputs {
            for element in elements(section, "outputs") ?? [] {
                guard let name = element.string else {
                    diagnostics.report(Diagnostic(FieldCode.type, "an output must be the name of a layer, found \(element.snippet)", at: element.location))
                    continue
                }
                guard !edges.contains(where: { $0.name == name }) else {
                    report(.nameDuplicate, "the output '\(name)' is given twice", at: element.location)
                    continue
                }
                if let edge = edge(named: name, at: element.location, for: "outputs", code: .outputUnknown) {
                    edges.append((name, edge, element.location))
                }
            }
            if section.kind == .array, section.elements.isEmpty {
                report(.outputUnknown, "'outputs' must name at least one layer", at: section.location)
            }
        } else if let last = drafts.indices.last {
            edges = [(drafts[last].name, .layer(last, output: 0), drafts[last].node.location)]
        }
        if inputs.count + 2 * edges.count > Base.maximumPorts - 8 {
            let ports = "inputs: \(inputs.count), outputs: \(edges.count)"
            report(
                .portCount, "\(ports): more than a plan can bind; inputs and twice the outputs may be \(Base.maximumPorts - 8) together",
                at: document.sections.outputs?.location ?? document.sections.inputs?.location)
        }
        warnOfUnusedLayers(outputs: edges.map(\.edge))
        return edges.compactMap { name, edge, location in
            shape(of: edge, layers, at: location).map { TypedGraph.Output(name: name, edge: edge, shape: $0) }
        }
    }

    private mutating func shape(of edge: TypedGraph.Edge, _ layers: [TypedGraph.LayerNode?], at location: SourceLocation) -> Shape? {
        switch edge {
        case .input(let index): return inputs[index].shape == Self.unknownShape ? nil : inputs[index].shape
        case .layer(let index, let output):
            guard let node = layers[index] else { return nil }
            guard output < node.outputShapes.count else {
                report(.outputUnknown, "layer '\(node.name)' has no output \(output): the last is \(node.outputShapes.count - 1)", at: location)
                return nil
            }
            return node.outputShapes[output]
        }
    }

    private mutating func warnOfUnusedLayers(outputs: [TypedGraph.Edge]) {
        guard !diagnostics.hasErrors else { return }
        var used = Set<Int>()
        var open = outputs
        while let edge = open.popLast() {
            guard case .layer(let index, _) = edge, used.insert(index).inserted else { continue }
            open += drafts[index].inputs ?? []
        }
        for index in drafts.indices where !used.contains(index) {
            report(
                .layerUnused, severity: .warning, "\(drafts[index].subject): no output depends on it", at: drafts[index].node.location,
                notes: [Diagnostic.Note("name it in \"outputs\" or in another layer's \"inputs\", or remove it")])
        }
    }
}
