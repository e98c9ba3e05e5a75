import LaminaKit

/// What a component is and takes, on one page.
struct ComponentPage {
    private let component: any Component.Type
    private let fields: [FieldDescription]

    init(_ component: any Component.Type, registry: Registry) {
        self.component = component
        fields = component.fieldDescriptions(registry: registry)
    }

    var text: String {
        let aliases = component.aliases.isEmpty ? "" : " (also \(component.aliases.joined(separator: ", ")))"
        var lines = ["\(component.typeName)\(aliases): \(component.summary)"]
        if !fields.isEmpty {
            var table = TextTable([.init("Field"), .init("Default"), .init("Must be"), .init("Meaning")])
            for field in fields {
                table.append(field.key, field.defaultValue?.serialized(pretty: false) ?? "required", field.type.brief, field.summary)
            }
            lines += table.lines().map { "  " + $0 }
        }
        return lines.map { $0 + "\n" }.joined()
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
    fileprivate var brief: String {
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
