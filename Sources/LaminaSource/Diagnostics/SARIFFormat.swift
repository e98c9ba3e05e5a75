/// A SARIF 2.1.0 log of one run.
struct SARIFLog {
    var diagnostics: [Diagnostic]
    var version: String

    var json: JSONValue {
        let rules = Set(diagnostics.map(\.code)).sorted()
        let indices = Dictionary(zip(rules, rules.indices)) { first, _ in first }
        return [
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
            "version": "2.1.0",
            "runs": [
                [
                    "tool": [
                        "driver": [
                            "name": "lamina",
                            "version": .string(version),
                            "rules": .array(rules.map { ["id": .string($0)] }),
                        ]
                    ],
                    // SARIF cannot count bytes.
                    "columnKind": "unicodeCodePoints",
                    "results": .array(diagnostics.map { result($0, ruleIndex: indices[$0.code] ?? -1) }),
                ]
            ],
        ]
    }

    private func result(_ diagnostic: Diagnostic, ruleIndex: Int) -> JSONValue {
        let remarks = diagnostic.notes.filter { $0.location == nil }.map { "\nnote: " + $0.message }
        var members: [(String, JSONValue)] = [
            ("ruleId", .string(diagnostic.code)),
            ("ruleIndex", .integer(ruleIndex)),
            ("level", .string(diagnostic.severity.rawValue)),
            ("message", ["text": .string(diagnostic.message + remarks.joined())]),
        ]
        if let place = physicalLocation(diagnostic.location, path: diagnostic.path) {
            members.append(("locations", [["physicalLocation": place]]))
        }
        let related = relatedLocations(diagnostic.notes)
        if !related.isEmpty { members.append(("relatedLocations", .array(related))) }
        return .object(members)
    }

    private func relatedLocations(_ notes: [Diagnostic.Note]) -> [JSONValue] {
        let located = notes.filter { $0.location != nil }
        return located.enumerated().map { index, note in
            [
                "id": .integer(index + 1),
                "physicalLocation": physicalLocation(note.location, path: nil) ?? .null,
                "message": ["text": .string(note.message)],
            ]
        }
    }

    private func physicalLocation(_ location: SourceLocation?, path: String?) -> JSONValue? {
        guard let location else {
            return path.map { ["artifactLocation": ["uri": .string(Self.uriReference($0))]] }
        }
        let start = location.position
        let end = location.endPosition
        return [
            "artifactLocation": ["uri": .string(Self.uriReference(location.text.path))],
            "region": [
                "startLine": .integer(start.line), "startColumn": .integer(column(start, in: location.text)),
                "endLine": .integer(end.line), "endColumn": .integer(column(end, in: location.text)),
            ],
        ]
    }

    private func column(_ position: SourcePosition, in text: SourceText) -> Int {
        let line = text.range(ofLine: position.line)
        let prefix = SourceRange(lowerBound: line.lowerBound, upperBound: line.lowerBound + position.column - 1)
        return text.string(in: prefix).unicodeScalars.count + 1
    }

    /// The path as a URI reference: relative, or with the `file` scheme if it is absolute.
    static func uriReference(_ path: String) -> String {
        var escaped = ""
        for byte in path.utf8 {
            switch byte {
            case _ where byte.isLetter || byte.isDigit, UInt8(ascii: "/"), UInt8(ascii: "."), UInt8(ascii: "-"),
                UInt8(ascii: "_"), UInt8(ascii: "~"):
                escaped.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                escaped += "%" + hexadecimal(UInt32(byte), digits: 2)
            }
        }
        return path.utf8.first == UInt8(ascii: "/") ? "file://" + escaped : escaped
    }
}
