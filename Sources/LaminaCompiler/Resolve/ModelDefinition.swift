import LaminaKit

/// What gives a model's weights their meaning: inputs, layers and outputs, in one spelling. It is kept beside weights, so that weights of
/// another model are noticed also where all shapes agree.
public struct ModelDefinition: Sendable, Equatable {
    public let json: JSONValue

    init(_ graph: TypedGraph) {
        func name(_ edge: TypedGraph.Edge) -> JSONValue { .string(graph.name(of: edge)) }
        json = [
            "inputs": .object(graph.inputs.map { ($0.name, .array($0.shape.dimensions.map(Self.size))) }),
            "layers": .object(graph.layers.map { node in
                let links: [(String, JSONValue)] = [("type", .string(node.typeName)), ("inputs", .array(node.inputs.map(name)))]
                return (node.name, .object(links + node.fields.map { ($0.key, $0.value) }))
            }),
            "outputs": .array(graph.outputs.map { name($0.edge) }),
        ]
    }

    /// A free axis is an array of its longest length.
    private static func size(_ dimension: Dimension) -> JSONValue {
        dimension.size.map { .integer($0) } ?? .array([.integer(dimension.bound)])
    }

    /// In what a definition that was stored differs from this one, for a message; nil where both mean the same.
    public func difference(from stored: JSONNode) -> String? {
        let stored = JSONValue(stored)
        for key in ["inputs", "outputs"] where stored[key] != json[key] {
            return Self.change("the model's \(key)", from: stored[key], to: json[key])
        }
        let (old, new) = (stored["layers"]?.members ?? [], json["layers"]?.members ?? [])
        let oldLayers = Dictionary(old, uniquingKeysWith: { first, _ in first })
        for (name, layer) in new {
            guard let other = oldLayers[name] else { return "layer '\(name)' was not there" }
            if let change = Self.change(ofLayer: name, from: other, to: layer) { return change }
        }
        let names = Set(new.map(\.0))
        return old.first { !names.contains($0.0) }.map { "layer '\($0.0)' is no longer there" }
    }

    private static func change(ofLayer name: String, from old: JSONValue, to new: JSONValue) -> String? {
        let keys = new.members.map(\.0) + old.members.map(\.0)
        guard let key = keys.first(where: { old[$0] != new[$0] }) else { return nil }
        return change("the '\(key)' of layer '\(name)'", from: old[key], to: new[key])
    }

    private static func change(_ what: String, from old: JSONValue?, to new: JSONValue?) -> String {
        func text(_ value: JSONValue?) -> String { value?.serialized(pretty: false) ?? "the default" }
        return "\(what) was \(text(old)) and is \(text(new))"
    }
}

extension TypedGraph {
    public var definition: ModelDefinition { ModelDefinition(self) }
}
