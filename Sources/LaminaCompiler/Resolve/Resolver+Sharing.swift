import LaminaKit

/// Layers that are used more than once, with one set of weights.
extension Resolver {
    mutating func readSharedLayer(_ element: JSONNode) {
        let target = element["same_as"]?.value.string
        let name = element["name"]?.value.string ?? automaticName(target ?? "layer")
        let subject = "layer '\(name)'"
        var fields = Fields(element, subject: subject, registry: registry, files: files)
        _ = SharedLayerFields(from: &fields)
        fields.reportUnknownKeys()
        report(contentsOf: fields)
        claim(name, for: .layer(drafts.count), at: element["name"]?.value.location ?? element.location)
        drafts.append(
            LayerDraft(
                name: name, subject: subject, node: element, layer: nil,
                fields: fields.given.filter { !["name", "inputs"].contains($0.key) }, isTrainable: true))
    }

    /// Gives every shared layer what the other one is, which may stand anywhere in the file.
    mutating func shareLayers() {
        for index in drafts.indices {
            guard let node = drafts[index].node["same_as"]?.value, let target = node.string else { continue }
            guard let owner = owner(named: target, of: drafts[index], at: node.location) else { continue }
            drafts[index].layer = drafts[owner].layer
            drafts[index].isTrainable = drafts[owner].isTrainable
            drafts[index].weightOwner = owner
        }
    }

    private mutating func owner(named target: String, of draft: LayerDraft, at location: SourceLocation) -> Int? {
        switch names[target]?.edge {
        case .layer(let index) where drafts[index].node["same_as"] == nil: return index
        case .layer(let index):
            let root = drafts[index].node["same_as"]?.value.string ?? ""
            report(.sharing, "\(draft.subject): '\(target)' is itself the same as '\(root)': name the layer that has a type", at: location)
        case .input: report(.sharing, "\(draft.subject): '\(target)' is an input of the model, not a layer", at: location)
        case nil:
            let suggestion = Suggestion.closest(to: target, in: drafts.map(\.name).filter { $0 != draft.name })
            report(
                .sharing, "\(draft.subject): there is no layer '\(target)'", at: location,
                notes: suggestion.map { [Diagnostic.Note("did you mean '\($0)'?")] } ?? [])
        }
        return nil
    }

    /// Whether the weights of one use fit the inputs of the others.
    mutating func checkSharing(_ nodes: [TypedGraph.LayerNode?]) {
        for case let node? in nodes {
            guard let owner = node.weightOwner.flatMap({ nodes[$0] }) else { continue }
            let needed = node.layer.parameters(for: node.inputShapes)
            let difference: String
            if needed.map(\.name) != owner.parameters.map(\.name) {
                difference = "its parameters would be \(needed.map(\.name)), those of '\(owner.name)' are \(owner.parameters.map(\.name))"
            } else if let (own, other) = zip(owner.parameters, needed).first(where: { $0.sizes != $1.sizes }) {
                difference = "its '\(other.name)' would be \(other.sizes), that of '\(owner.name)' is \(own.sizes)"
            } else {
                continue
            }
            report(
                .sharing, "\(node.subject): on \(node.inputShapes[0]) \(difference)", at: node.location,
                notes: [Diagnostic.Note("'\(owner.name)' takes \(owner.inputShapes[0])", at: owner.location)])
        }
    }
}
