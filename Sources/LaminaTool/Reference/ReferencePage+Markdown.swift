import LaminaKit

extension ReferencePage {
    /// A section of an article.
    var markdown: String {
        var blocks = ["### \(component.typeName)", component.aliases.isEmpty ? component.summary : "\(component.summary) Also \(codeList(component.aliases))."]
        if !fields.isEmpty {
            blocks.append(
                Self.table(
                    ["Field", "Default", "Must be", "Meaning"],
                    fields.map { ["`\($0.key)`", $0.defaultValue == nil ? "required" : "`\(Self.defaultText($0))`", $0.type.brief, $0.summary] }))
        }
        if let examples { blocks += exampleBlocks(examples) }
        return blocks.joined(separator: "\n\n") + "\n"
    }

    private func exampleBlocks(_ examples: LayerExamples) -> [String] {
        let base = examples.plain[0]
        let plain = examples.plain.map { [$0.fieldText.isEmpty ? "as it is" : "`\($0.fieldText)`", "`\($0.shapes)`", $0.count.grouped] }
        let varied = examples.variations.map { ["`\"\($0.field)\": \($0.value.serialized(pretty: false))`", "`\($0.use.shapes)`", $0.use.count.grouped] }
        var blocks = [Self.table(["Example", "Shapes", "Parameters"], plain + varied)]
        if !base.parameters.isEmpty {
            blocks.append(
                Self.table(
                    ["Parameter", "Holds", "In the first example", "Trained"],
                    base.parameters.map { ["`\($0.name)`", $0.summary, "`\($0.sizes)`", $0.isTrainable ? "yes" : "no"] }))
        }
        return blocks
    }

    private func codeList(_ names: [String]) -> String { names.map { "`\($0)`" }.joined(separator: ", ") }

    static func table(_ titles: [String], _ rows: [[String]]) -> String {
        func line(_ cells: [String]) -> String {
            "| " + cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |"
        }
        return ([line(titles), "|" + titles.map { _ in "---|" }.joined()] + rows.map(line)).joined(separator: "\n")
    }
}
