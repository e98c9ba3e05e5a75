import LaminaKit

extension Resolver {
    /// Compares the `expect` section with what was inferred: changes by accident become errors at the expectation.
    mutating func checkExpectations(layers: [TypedGraph.LayerNode], outputs: [TypedGraph.Output]) {
        guard let node = document.sections.expect else { return }
        guard node.kind == .object else {
            diagnostics.report(Diagnostic(FieldCode.type, "model: field 'expect' must be an object, found \(node.snippet)", at: node.location))
            return
        }
        var fields = Fields(node, subject: "expect", registry: registry)
        let expectation = ExpectationFields(from: &fields)
        fields.reportUnknownKeys()
        report(contentsOf: fields)

        let all = layers.flatMap(\.parameters)
        check(expectation.parameters, "parameters", all, at: node)
        check(expectation.trainableParameters, "trainable_parameters", all.filter(\.isTrainable), at: node)
        if let shapes = expectation.outputs { check(shapes, outputs) }
    }

    private mutating func check(_ expected: Int?, _ key: String, _ parameters: [ParameterSpec], at node: JSONNode) {
        let found = parameters.reduce(0) { $0 + $1.count }
        guard let expected, expected != found else { return }
        let words = key.replacing("_", with: " ")
        report(.expectParameters, "the model has \(found) \(words), expected \(expected)", at: node[key]?.value.location)
    }

    private mutating func check(_ node: JSONNode, _ outputs: [TypedGraph.Output]) {
        guard node.kind == .object else {
            diagnostics.report(
                Diagnostic(FieldCode.type, "expect: field 'outputs' must be an object of shapes, found \(node.snippet)", at: node.location))
            return
        }
        for member in node.members {
            guard let output = outputs.first(where: { $0.name == member.key }) else {
                let names = outputs.map { "'\($0.name)'" }.joined(separator: ", ")
                report(
                    .expectOutput, "the model has no output '\(member.key)'", at: member.keyLocation,
                    notes: [Diagnostic.Note("its outputs: \(names)")])
                continue
            }
            let expected = member.value.elements.map { $0.kind == .null ? -1 : $0.integer ?? 0 }
            let found = output.shape.dimensions.map { $0.size ?? -1 }
            if member.value.kind != .array || expected != found {
                report(.expectOutput, "output '\(member.key)' has the shape \(output.shape), expected \(member.value.snippet)", at: member.value.location)
            }
        }
    }
}
