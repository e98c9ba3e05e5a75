import LaminaSource
import LaminaTesting

/// A component that model files name, such as layer GRU.
struct ComparedComponent: Hashable {
    let kind: ComponentKind
    let name: String
}

extension GoldenCase {
    /// Every component that the case's text names; defaults that it does not name do not count.
    var components: Set<ComparedComponent> {
        guard let root = try? JSONDocument.parse(SourceText(path: name, text: text)).root else { return [] }
        var found: Set<ComparedComponent> = []
        if root["type"] != nil {
            Self.collect(root, family == "schedules" ? .schedule : .callback, into: &found)
        } else {
            for member in root.members { Self.collect(member.value, Self.kind(ofField: member.key), into: &found) }
        }
        return found
    }

    /// A string or an object with a type is a component; an array or an object without holds several.
    private static func collect(_ node: JSONNode, _ kind: ComponentKind?, into found: inout Set<ComparedComponent>) {
        let type = node["type"]?.value.string ?? node.string
        if let kind, let type, let component = Registry.standard.component(kind, named: type) {
            found.insert(ComparedComponent(kind: kind, name: component.typeName))
        }
        for element in node.elements { collect(element, kind, into: &found) }
        for member in node.members {
            collect(member.value, self.kind(ofField: member.key) ?? (node["type"] == nil ? kind : nil), into: &found)
        }
    }

    private static func kind(ofField key: String) -> ComponentKind? {
        switch key {
        case "layers", "layer", "backward_layer": .layer
        case "loss": .loss
        case "metrics": .metric
        case "optimizer": .optimizer
        case "learning_rate": .schedule
        case "callbacks": .callback
        case _ where key.hasSuffix("activation"): .activation
        case _ where key.hasSuffix("initializer"): .initializer
        case _ where key.hasSuffix("regularizer"): .regularizer
        case _ where key.hasSuffix("constraint"): .constraint
        default: nil
        }
    }
}
