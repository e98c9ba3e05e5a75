import LaminaKit

/// A layer while its place in the graph is still to be found.
struct LayerDraft {
    let name: String
    let subject: String
    let node: JSONNode
    /// Nil where its type or fields are wrong: already reported.
    var layer: (any Layer)?
    /// What it says of itself beside name, type and inputs.
    let fields: [(key: String, value: JSONValue)]
    var isTrainable: Bool
    /// The layer whose weights it uses.
    var weightOwner: Int?
    /// Nil where an input is wrong: already reported.
    var inputs: [TypedGraph.Edge]?
}

extension Resolver {
    mutating func readLayers() {
        guard let elements = elements(document.sections.layers, "layers") else { return }
        if elements.isEmpty { report(.layersEmpty, "a model needs at least one layer", at: document.sections.layers?.location) }
        guard elements.count <= Self.maximumLayers else {
            return report(
                .tooLarge, "the model has \(elements.count) layers: at most \(Self.maximumLayers) are compiled", at: document.sections.layers?.location)
        }
        for element in elements where diagnostics.errorCount < Self.maximumFindings { readLayer(element) }
    }

    private mutating func readLayer(_ element: JSONNode) {
        guard element.kind == .object else {
            diagnostics.report(
                Diagnostic(FieldCode.type, "a layer must be an object with \"type\", found \(element.snippet)", at: element.location))
            return
        }
        guard element["same_as"] == nil else { return readSharedLayer(element) }
        let index = drafts.count
        let typeNode = element["type"]?.value
        let typeName = typeNode?.string
        let givenName = element["name"]?.value.string
        let name = givenName ?? automaticName(typeName ?? "layer")
        let subject = givenName == nil && typeName == nil ? "layer \(index + 1)" : "layer '\(name)'" + (typeName.map { " (\($0))" } ?? "")
        var fields = Fields(element, subject: subject, registry: registry, files: files)
        let common = LayerFields(from: &fields)
        claim(name, for: .layer(index), at: element["name"]?.value.location ?? element.location)

        var layer: (any Layer)?
        if let typeNode, let typeName {
            if let type = registry.component(.layer, named: typeName) {
                layer = type.init(from: &fields) as? any Layer
                fields.reportUnknownKeys()
            } else {
                fields.report(.unknownComponent(typeName, .layer, in: registry, subject: "layer '\(name)'", at: typeNode.location))
            }
        }
        report(contentsOf: fields)
        let inclusions = fields.inclusions.isEmpty ? [] : [(key: "includes", value: JSONValue.array(fields.inclusions))]
        let given = fields.given.filter { !["name", "type", "inputs"].contains($0.key) } + inclusions
        drafts.append(
            LayerDraft(
                name: name, subject: subject, node: element, layer: fields.hasErrors ? nil : layer, fields: given, isTrainable: common.isTrainable))
    }

    /// `simple_rnn`, then `simple_rnn_1`, as Keras names layers that have none.
    mutating func automaticName(_ typeName: String) -> String {
        var base = ""
        let letters = Array(typeName)
        for (index, letter) in letters.enumerated() {
            let startsWord = letter.isUppercase && index > 0
                && (letters[index - 1].isLowercase || (index + 1 < letters.count && letters[index + 1].isLowercase))
            base += (startsWord ? "_" : "") + letter.lowercased()
        }
        guard names[base] != nil else { return base }
        var number = (lastNumbers[base] ?? 0) + 1
        while names["\(base)_\(number)"] != nil { number += 1 }
        lastNumbers[base] = number
        return "\(base)_\(number)"
    }

    mutating func connectLayers() {
        for index in drafts.indices {
            drafts[index].inputs = edges(of: index)
        }
    }

    private mutating func edges(of index: Int) -> [TypedGraph.Edge]? {
        let draft = drafts[index]
        guard let node = draft.node["inputs"]?.value else { return defaultInput(of: index).map { [$0] } }
        let elements = node.elements
        guard node.kind == .array, (1...Self.maximumInputs).contains(elements.count), elements.allSatisfy({ $0.string != nil }) else {
            diagnostics.report(
                Diagnostic(
                    FieldCode.type, "\(draft.subject): field 'inputs' must be an array of 1 to \(Self.maximumInputs) names of layers or inputs, found \(node.snippet)",
                    at: node.location))
            return nil
        }
        let edges = elements.map { edge(named: $0.string!, at: $0.location, for: draft.subject, code: .inputUnknown) }
        let found = edges.compactMap { $0 }
        return found.count == edges.count ? found : nil
    }

    private mutating func defaultInput(of index: Int) -> TypedGraph.Edge? {
        if index > 0 { return .layer(index - 1, output: 0) }
        if inputs.count == 1 { return .input(0) }
        if inputs.count > 1 {
            report(
                .inputAmbiguous, "\(drafts[index].subject): the model has \(inputs.count) inputs: name the ones that this layer takes in \"inputs\"",
                at: drafts[index].node.location)
        }
        return nil
    }

    /// The edge that `name` or `name:output` stands for; nil after a report.
    mutating func edge(named reference: String, at location: SourceLocation, for subject: String, code: CompilerCode) -> TypedGraph.Edge? {
        let parts = reference.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let name = String(parts[0])
        let output = parts.count > 1 ? Int(parts[1]) : 0
        guard let thing = names[name]?.edge, let output, output >= 0 else {
            let suggestion = diagnostics.errorCount < Self.maximumFindings ? Suggestion.closest(to: name, in: names.keys.sorted()) : nil
            report(
                code, "\(subject): there is no layer or input '\(reference)'", at: location,
                notes: suggestion.map { [Diagnostic.Note("did you mean '\($0)'?")] } ?? [])
            return nil
        }
        switch thing {
        case .input(let index):
            if output > 0 {
                report(code, "\(subject): input '\(name)' has no output \(output)", at: location)
                return nil
            }
            return .input(index)
        case .layer(let index): return .layer(index, output: output)
        }
    }

    /// Every layer after those that it reads, in file order where there is a choice. Nil after reporting a cycle.
    mutating func orderLayers() -> [Int]? {
        enum Mark { case new, open, done }
        var marks = [Mark](repeating: .new, count: drafts.count)
        var order: [Int] = []
        for start in drafts.indices where marks[start] == .new {
            var path: [(layer: Int, next: Int)] = [(start, 0)]
            marks[start] = .open
            while let (layer, next) = path.last {
                let sources = drafts[layer].inputs ?? []
                guard next < sources.count else {
                    marks[layer] = .done
                    order.append(layer)
                    path.removeLast()
                    continue
                }
                path[path.count - 1].next += 1
                guard case .layer(let source, _) = sources[next] else { continue }
                switch marks[source] {
                case .done: continue
                case .new:
                    marks[source] = .open
                    path.append((source, 0))
                case .open:
                    let cycle = path.drop { $0.layer != source }.map { drafts[$0.layer].name }
                    let place = drafts[layer].node["inputs"]?.value.location ?? drafts[layer].node.location
                    report(.cycle, "\(drafts[layer].subject): the layers \(cycle.joined(separator: " ← ")) ← \(drafts[source].name) form a cycle", at: place)
                    return nil
                }
            }
        }
        return order
    }
}
