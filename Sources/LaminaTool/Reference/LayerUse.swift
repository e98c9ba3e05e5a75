import LaminaKit

/// A layer with the fewest fields on inputs that it takes: its shapes and parameters in numbers, as the layer itself says them.
struct LayerUse {
    let fields: [(String, JSONValue)]
    let inputs: [Shape]
    let outputs: [Shape]
    let parameters: [ParameterSpec]

    /// - Returns: nil where the fields are wrong or the layer does not take the inputs.
    init?(_ type: any Component.Type, fields: [(String, JSONValue)], inputs: [Shape], registry: Registry) {
        let text = JSONValue.object([("type", .string(type.typeName))] + fields).serialized()
        guard let node = try? JSONDocument.parse(SourceText(path: type.typeName, text: text)).root else { return nil }
        var reading = Fields(node, subject: type.typeName, registry: registry)
        guard let layer = type.init(from: &reading) as? any Layer, !reading.hasErrors,
            Swift.type(of: layer).inputCount.contains(inputs.count), let outputs = try? layer.outputs(for: inputs)
        else { return nil }
        self.fields = fields
        self.inputs = inputs
        self.outputs = outputs
        parameters = layer.parameters(for: inputs)
    }

    var count: Int { parameters.reduce(0) { $0 + $1.count } }

    /// `[6, 8] → [6, 4]`.
    var shapes: String { "\(Self.text(inputs)) → \(Self.text(outputs))" }

    /// `"units": 4`; empty without fields.
    var fieldText: String {
        fields.map { "\"\($0.0)\": \($0.1.serialized(pretty: false))" }.joined(separator: ", ")
    }

    private static func text(_ shapes: [Shape]) -> String { shapes.map(\.description).joined(separator: " and ") }
}

/// Everything that a page shows of a layer's shapes: the plain use on each rank of input, and what single fields change.
struct LayerExamples {
    let plain: [LayerUse]
    let variations: [(field: String, value: JSONValue, use: LayerUse)]

    /// - Returns: nil where no sample suits the layer.
    init?(_ type: any Component.Type, fields descriptions: [FieldDescription], registry: Registry) {
        for required in SampleFields.all(descriptions) {
            let plain = SampleFields.inputs.compactMap { LayerUse(type, fields: required, inputs: $0, registry: registry) }
            guard let base = plain.first else { continue }
            self.plain = Array(plain.filter { $0.inputs.count == base.inputs.count }.prefix(3))
            variations = descriptions.flatMap { description in
                SampleFields.alternatives(to: description).compactMap { value in
                    let changed = required.filter { $0.0 != description.key } + [(description.key, value)]
                    guard let use = LayerUse(type, fields: changed, inputs: base.inputs, registry: registry),
                        use.outputs != base.outputs || use.count != base.count
                    else { return nil }
                    return (description.key, value, use)
                }
            }
            return
        }
        return nil
    }
}
