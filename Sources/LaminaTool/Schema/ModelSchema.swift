import LaminaCompiler
import LaminaData
import LaminaKit
import LaminaTraining

/// The JSON Schema (draft 2020-12) of model files, made of the same descriptions that reading them makes.
struct ModelSchema {
    let registry: Registry

    var json: JSONValue {
        guard case .object(let members) = root else { preconditionFailure("an object schema is an object") }
        return .object(
            [
                ("$schema", "https://json-schema.org/draft/2020-12/schema"), ("title", "Lamina model"),
                ("description", "A model: inputs, layers, and what belongs to training it."),
            ] + members + [("$defs", .object(definitions))])
    }

    private var root: JSONValue {
        .schema(
            of: ModelDocument.fieldDescriptions(registry: registry),
            overrides: [
                "inputs": [
                    "type": "array", "minItems": 1, "items": .schema(of: ModelDocument.inputFieldDescriptions(registry: registry)),
                ],
                "layers": ["type": "array", "minItems": 1, "items": ["$ref": .string(ComponentKind.layer.schemaReference)]],
                "training": .schema(of: ModelDocument.trainingFieldDescriptions(registry: registry)),
                "fit": .schema(of: FitOptions.fieldDescriptions(registry: registry)),
                "data": data,
                "expect": .schema(of: ModelDocument.expectationFieldDescriptions(registry: registry)),
            ])
    }

    private var data: JSONValue {
        .schema(of: DataSection.fieldDescriptions(registry: registry), overrides: overrides(DataSection.groups(registry: registry)))
    }

    private func overrides(_ groups: [DataGroup]) -> [String: JSONValue] {
        Dictionary(
            uniqueKeysWithValues: groups.map { group in
                let schema = JSONValue.schema(of: group.fields, overrides: overrides(group.groups))
                let value: JSONValue = group.isNamed ? ["type": "object", "minProperties": 1, "additionalProperties": schema] : schema
                return (group.key, ["anyOf": [value, ["type": "null"]]])
            })
    }

    private var definitions: [(String, JSONValue)] {
        var kinds: [ComponentKind] = []
        for component in registry.packs.flatMap(\.components) where !kinds.contains(component.kind) { kinds.append(component.kind) }
        return kinds.sorted { $0.name < $1.name }.map { kind in
            let components = registry.components(of: kind).sorted { $0.typeName < $1.typeName }
            return (kind.schemaName, kind == .layer ? layer(components) : component(kind, components))
        }
    }

    /// A layer is always an object, and has a name and inputs beside the fields of its type; or it is another one once more.
    private func layer(_ layers: [any Component.Type]) -> JSONValue {
        let common = ModelDocument.layerFieldDescriptions(registry: registry)
        return [
            "if": ["required": ["same_as"]], "then": .schema(of: ModelDocument.sharedLayerFieldDescriptions(registry: registry)),
            "else": object(layers) { common + $0.fieldDescriptions(registry: registry) },
        ]
    }

    /// Anything else is an object, or a name alone where no field is required.
    private func component(_ kind: ComponentKind, _ components: [any Component.Type]) -> JSONValue {
        let type = FieldDescription(key: "type", type: .string, defaultValue: nil, summary: "The name of the \(kind).")
        let nameable = components.filter { component in
            component.fieldDescriptions(registry: registry).allSatisfy { $0.defaultValue != nil }
        }
        let names = nameable.flatMap(constants)
        let objects = object(components) { [type] + $0.fieldDescriptions(registry: registry) }
        return ["anyOf": .array((names.isEmpty ? [] : [["anyOf": .array(names)]]) + [objects])]
    }

    /// One branch a type: with an if before it an editor offers, and complains of, the fields of that type alone.
    private func object(_ components: [any Component.Type], fields: (any Component.Type) -> [FieldDescription]) -> JSONValue {
        [
            "type": "object", "required": ["type"],
            "properties": ["type": ["anyOf": .array(components.flatMap(constants))]],
            "allOf": .array(components.map { component in
                [
                    "if": ["properties": ["type": ["enum": .array(names(of: component))]], "required": ["type"]],
                    "then": .schema(of: fields(component)),
                ]
            }),
        ]
    }

    private func names(of component: any Component.Type) -> [JSONValue] {
        ([component.typeName] + component.aliases).map(JSONValue.string)
    }

    /// Each name with what it means, for the editor's list.
    private func constants(_ component: any Component.Type) -> [JSONValue] {
        names(of: component).map { ["const": $0, "description": .string(component.summary)] }
    }
}
