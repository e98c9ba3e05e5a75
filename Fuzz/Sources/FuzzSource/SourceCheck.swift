import LaminaSource

/// Parses the bytes and stops the fuzzer if the scanner and json-c disagree, if what is written does not read back as
/// the same value, or if a format gives an unreadable document.
func checkSource(_ bytes: [UInt8]) {
    let text = SourceText(path: "fuzz.json", bytes: bytes)
    do {
        let root = try JSONDocument.parse(text).root
        let value = JSONValue(root)
        for isPretty in [true, false] {
            let copy = SourceText(path: "copy.json", text: value.serialized(pretty: isPretty))
            guard let read = try? JSONDocument.parse(copy).root else { fatalError("what was written is not JSON") }
            guard JSONValue(read) == value else { fatalError("what was written reads back as another value") }
        }
        visit(root)
    } catch {
        checkFindings(error.diagnostics)
    }
}

private func visit(_ node: JSONNode) {
    precondition(!node.snippet.isEmpty)
    precondition((node.double == nil) == (node.kind != .number))
    for child in node.elements { visit(child) }
    for member in node.members {
        precondition(node[member.key]?.keyRange == member.keyRange)
        visit(member.value)
    }
}

private func checkFindings(_ findings: [Diagnostic]) {
    precondition(!findings.isEmpty)
    for finding in findings {
        precondition(finding.code != SourceCode.decoderRefusal.rawValue, "json-c refuses the text")
        precondition(finding.code != SourceCode.decoderDisagreement.rawValue, "json-c reads another tree")
    }
    for format in DiagnosticFormat.allCases {
        let rendered = DiagnosticFormatter(format: format, version: "0").render(findings)
        guard format == .json || format == .sarif else { continue }
        let copy = SourceText(path: "findings.json", text: rendered)
        guard (try? JSONDocument.parse(copy)) != nil else { fatalError("the findings' \(format) is not JSON") }
    }
}
