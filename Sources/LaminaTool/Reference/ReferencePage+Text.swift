import LaminaKit

extension ReferencePage {
    var text: String {
        var lines = ["\(component.typeName)\(aliases): \(component.summary)"]
        if !fields.isEmpty {
            var table = TextTable([.init("Field"), .init("Default"), .init("Must be"), .init("Meaning")])
            for field in fields { table.append(field.key, Self.defaultText(field), field.type.brief, field.summary) }
            lines += table.lines()
        }
        if let examples { lines += [""] + exampleLines(examples) }
        return ([lines[0]] + lines.dropFirst().map { $0.isEmpty ? "" : "  " + $0 }).map { $0 + "\n" }.joined()
    }

    private func exampleLines(_ examples: LayerExamples) -> [String] {
        let base = examples.plain[0]
        var table = TextTable([.init("Example"), .init("Shapes"), .init("Parameters", .right)])
        for use in examples.plain { table.append(use.fieldText, use.shapes, use.count.grouped) }
        for (field, value, use) in examples.variations {
            table.append("\"\(field)\": \(value.serialized(pretty: false))", use.shapes, use.count.grouped)
        }
        var lines = table.lines()
        if !base.parameters.isEmpty {
            var parameters = TextTable([.init("Parameter"), .init("Holds"), .init("In the first example"), .init("Trained")])
            for spec in base.parameters { parameters.append(spec.name, spec.summary, "\(spec.sizes)", spec.isTrainable ? "yes" : "no") }
            lines += [""] + parameters.lines()
        }
        return lines
    }
}
