extension Fields {
    /// A component that the file names (`"relu"`) or configures (`{"type": "LeakyReLU", "negative_slope": 0.1}`).
    ///
    /// - Parameter standIn: what is used where the field is absent; nil makes it required.
    public mutating func component<Kind>(
        _ key: String, _ kind: ComponentKind, as type: Kind.Type = Kind.self, default standIn: (value: Kind, json: JSONValue)?,
        _ summary: String
    ) -> Kind? {
        node(key, .component(kind), isRequired: standIn == nil, summary: summary, default: standIn?.json)
            .map { component(at: $0, kind, key: key) } ?? standIn?.value
    }

    public mutating func optionalComponent<Kind>(
        _ key: String, _ kind: ComponentKind, as type: Kind.Type = Kind.self, _ summary: String
    ) -> Kind? {
        guard let value = node(key, .optional(.component(kind)), summary: summary), value.kind != .null else { return nil }
        return component(at: value, kind, key: key)
    }

    /// A number, or a component that gives one. The default is a number; exactly one of the two is not nil in a right file.
    public mutating func numberOrComponent<Kind>(
        _ key: String, in range: NumberRange, default defaultValue: Double, _ kind: ComponentKind, as type: Kind.Type = Kind.self,
        _ summary: String
    ) -> (number: Double?, component: Kind?) {
        let fieldType = FieldType.either([.number(range), .component(kind)])
        guard let value = node(key, fieldType, isRequired: false, summary: summary, default: .number(defaultValue)) else {
            return (defaultValue, nil)
        }
        guard value.kind == .number else { return (nil, component(at: value, kind, key: key)) }
        let number = Self.number(value, in: range)
        if number == nil { report("field '\(key)' must be \(fieldType), found \(value.snippet)", at: key) }
        return (number, nil)
    }

    /// An array of components. Empty where the field is absent.
    public mutating func components<Kind>(
        _ key: String, _ kind: ComponentKind, as type: Kind.Type = Kind.self, _ summary: String
    ) -> [Kind] {
        let fieldType = FieldType.array(of: .component(kind), count: 0...Fields.largestInteger)
        guard let value = node(key, fieldType, summary: summary) else { return [] }
        guard value.kind == .array else {
            report(Diagnostic(FieldCode.type, "\(subject): field '\(key)' must be \(fieldType), found \(value.snippet)", at: value.location))
            return []
        }
        return value.elements.compactMap { component(at: $0, kind, key: key) }
    }

    /// The component that a node names, nil after a report.
    public mutating func component<Kind>(at value: JSONNode, _ kind: ComponentKind, key: String) -> Kind? {
        let nameNode = value.kind == .object ? value["type"]?.value : value
        guard let nameNode, let name = nameNode.string else {
            let found = value.kind == .object ? "an object without a \"type\" name" : value.snippet
            report(
                Diagnostic(
                    FieldCode.componentType, "\(subject): field '\(key)' must be \(FieldType.component(kind)), found \(found)",
                    at: value.location))
            return nil
        }
        guard let type = registry.component(kind, named: name) else {
            report(.unknownComponent(name, kind, in: registry, subject: subject, at: nameNode.location))
            return nil
        }
        let inner = "\(subject): \(key) (\(name))"
        var fields =
            value.kind == .object
            ? Fields(value, subject: inner, registry: registry, files: files)
            : Fields(named: value.location, subject: inner, registry: registry, files: files)
        if value.kind == .object {
            fields.node("type", .string, isRequired: true, summary: "The name of the \(kind).")
        }
        let component = type.init(from: &fields)
        fields.reportUnknownKeys()
        take(from: fields)
        return fields.hasErrors ? nil : component as? Kind
    }

    private mutating func node(
        _ key: String, _ type: FieldType, isRequired: Bool, summary: String, default json: JSONValue?
    ) -> JSONNode? {
        declare(key, type, default: json, summary)
        return node(key, type, isRequired: isRequired, summary: summary)
    }
}

extension Diagnostic {
    /// A `"type"` that no pack has.
    public static func unknownComponent(
        _ name: String, _ kind: ComponentKind, in registry: Registry, subject: String, at location: SourceLocation
    ) -> Diagnostic {
        let known = registry.names(of: kind)
        let note =
            Suggestion.closest(to: name, in: known).map { "did you mean '\($0)'?" }
            ?? "known \(kind)s: \(registry.components(of: kind).map { $0.typeName }.sorted().joined(separator: ", "))"
        return Diagnostic(
            FieldCode.componentUnknown, "\(subject): unknown \(kind) '\(name)'", at: location, notes: [Note(note)])
    }
}
