import LaminaKit

extension FieldType {
    /// The schema of what the field may hold.
    var schema: JSONValue {
        switch self {
        case .integer(let range):
            .object(
                [("type", "integer"), ("minimum", .integer(range.lowerBound))]
                    + (range.upperBound < Fields.largestInteger ? [("maximum", .integer(range.upperBound))] : []))
        case .number(let range): .object([("type", "number")] + range.schemaMembers)
        case .boolean: ["type": "boolean"]
        case .string: ["type": "string"]
        case .choice(let names): ["enum": .array(names.map(JSONValue.string))]
        case .array(let element, let count):
            .object(
                [("type", "array"), ("items", element.schema)]
                    + (count.lowerBound > 0 ? [("minItems", .integer(count.lowerBound))] : [])
                    + (count.upperBound < Fields.largestInteger ? [("maxItems", .integer(count.upperBound))] : []))
        case .component(let kind): ["$ref": .string(kind.schemaReference)]
        case .object: ["type": "object"]
        case .dictionary(let element): ["type": "object", "additionalProperties": element.schema]
        case .anything: .boolean(true)
        case .optional(let type): ["anyOf": [type.schema, ["type": "null"]]]
        case .either(let types): ["anyOf": .array(types.map(\.schema))]
        }
    }

    var acceptsNull: Bool {
        switch self {
        case .optional, .anything: true
        case .either(let types): types.contains(where: \.acceptsNull)
        default: false
        }
    }
}

extension NumberRange {
    fileprivate var schemaMembers: [(String, JSONValue)] {
        (lower.isFinite ? [(includesLower ? "minimum" : "exclusiveMinimum", .number(lower))] : [])
            + (upper.isFinite ? [(includesUpper ? "maximum" : "exclusiveMaximum", .number(upper))] : [])
    }
}

extension ComponentKind {
    var schemaName: String { name.replacing(" ", with: "-") }

    var schemaReference: String { "#/$defs/\(schemaName)" }
}

extension JSONValue {
    /// An object schema of exactly these fields; `overrides` stand in for what a field's type cannot say.
    static func schema(of fields: [FieldDescription], overrides: [String: JSONValue] = [:]) -> JSONValue {
        let properties = fields.map { field -> (String, JSONValue) in
            var members: [(String, JSONValue)] = []
            if !field.summary.isEmpty { members.append(("description", .string(field.summary))) }
            if case .object(let schema) = overrides[field.key] ?? field.type.schema { members += schema }
            if let value = field.defaultValue, value != .null || field.type.acceptsNull { members.append(("default", value)) }
            return (field.key, .object(members))
        }
        let required = fields.filter { $0.defaultValue == nil }.map { JSONValue.string($0.key) }
        return .object(
            [("type", "object"), ("properties", .object(properties))]
                + (required.isEmpty ? [] : [("required", .array(required))])
                + [("additionalProperties", .boolean(false))])
    }
}
