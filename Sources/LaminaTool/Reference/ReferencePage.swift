import LaminaKit

/// What a component is and takes, on one page: as text for a terminal and as Markdown for the documentation.
struct ReferencePage {
    let component: any Component.Type
    let fields: [FieldDescription]
    /// Of a layer alone.
    let examples: LayerExamples?

    init(_ component: any Component.Type, registry: Registry) {
        self.component = component
        fields = component.fieldDescriptions(registry: registry)
        examples = component.kind == .layer ? LayerExamples(component, fields: fields, registry: registry) : nil
    }

    var aliases: String { component.aliases.isEmpty ? "" : " (also \(component.aliases.joined(separator: ", ")))" }

    static func defaultText(_ field: FieldDescription) -> String {
        field.defaultValue?.serialized(pretty: false) ?? "required"
    }
}

extension Component {
    /// What `init(from:)` asks for.
    static func fieldDescriptions(registry: Registry) -> [FieldDescription] {
        var fields = Fields(describing: typeName, registry: registry)
        _ = Self(from: &fields)
        return fields.descriptions
    }
}

extension FieldType {
    /// Short enough for a column: components by their kind, alternatives by a bar.
    var brief: String {
        switch self {
        case .component(let kind): kind.name
        case .optional(let type): "\(type.brief) or null"
        case .choice(let names): names.joined(separator: " | ")
        case .array(let element, _): "array of \(element.brief)"
        case .dictionary(let element): "object of \(element.brief)"
        case .either(let types): types.map(\.brief).joined(separator: " | ")
        default: description
        }
    }
}
