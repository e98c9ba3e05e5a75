import Testing

@testable import LaminaSource

@Suite struct TextFormatTests {
    enum SampleCode: String, DiagnosticCode {
        case fieldType = "field-type"
    }

    static let text = SourceText(
        path: "models/net.json", text: "{\n\t\"units\": \"ten\",\n  \"größe\": \"漢字\", \"x\": 1\n}\n")

    static func sample(_ range: Range<Int>, notes: [Diagnostic.Note] = []) -> Diagnostic {
        Diagnostic(
            SampleCode.fieldType, "field 'units' must be a positive integer, found \"ten\"",
            at: text.location(SourceRange(range)), notes: notes)
    }

    private func render(_ diagnostics: [Diagnostic], color: Bool = false) -> String {
        DiagnosticFormatter(format: .text, color: color, version: "1").render(diagnostics)
    }

    @Test func aFindingWithNotes() {
        let notes = [
            Diagnostic.Note("did you mean 'unit'?"),
            Diagnostic.Note("declared here", at: Self.text.location(SourceRange(0..<1))),
        ]
        #expect(
            render([Self.sample(12..<17, notes: notes)]) == """
                models/net.json:2:11: error: field 'units' must be a positive integer, found "ten" [field-type]
                \t"units": "ten",
                \t         ^~~~~
                note: did you mean 'unit'?
                models/net.json:1:1: note: declared here

                """)
    }

    @Test func wideAndComposedCharactersKeepTheCaretInPlace() {
        #expect(
            render([Self.sample(32..<40)]).split(separator: "\n").dropFirst() == [
                "  \"größe\": \"漢字\", \"x\": 1", "           ^~~~~~",
            ])
    }

    @Test func aRangeOverSeveralLinesIsMarkedToTheEndOfItsFirst() {
        #expect(render([Self.sample(12..<36)]).split(separator: "\n").last == "\t         ^~~~~~")
    }

    @Test func aBlankLineIsNotShown() {
        let end = Self.text.bytes.count
        #expect(render([Self.sample(end..<end)]).split(separator: "\n").count == 1)
    }

    @Test func aLongLineIsShortenedAroundTheCaret() {
        let text = SourceText(
            path: "a", text: String(repeating: "é", count: 500) + "!" + String(repeating: "b", count: 500))
        let diagnostic = Diagnostic(SampleCode.fieldType, "no", at: text.location(SourceRange(1_000..<1_001)))
        let lines = render([diagnostic]).split(separator: "\n")
        #expect(lines[1] == "…" + String(repeating: "é", count: 30) + "!" + String(repeating: "b", count: 99) + "…")
        #expect(lines[2] == String(repeating: " ", count: 31) + "^")
    }

    @Test func withoutPositionOrPath() {
        let warning = Diagnostic(SampleCode.fieldType, severity: .warning, "odd", path: "a.json")
        #expect(render([warning]) == "a.json: warning: odd [field-type]\n")
        #expect(render([Diagnostic(SampleCode.fieldType, "odd")]) == "error: odd [field-type]\n")
        #expect(render([]) == "")
    }

    @Test func textFromAFileCannotDriveTheTerminal() {
        let text = SourceText(path: "a\u{1B}b", text: "x\u{1B}[2J\u{202E}y")
        let rendered = render([
            Diagnostic(SampleCode.fieldType, "found\n\u{1B}[31m", at: text.location(SourceRange(0..<1)))
        ])
        #expect(rendered == "a\\u001Bb:1:1: error: found\\n\\u001B[31m [field-type]\nx\u{FFFD}[2J\u{FFFD}y\n^\n")
    }

    @Test func colours() {
        #expect(
            render([Diagnostic(SampleCode.fieldType, "odd", path: "a")], color: true)
                == "\u{1B}[1ma:\u{1B}[0m \u{1B}[1;31merror:\u{1B}[0m \u{1B}[1modd\u{1B}[0m [field-type]\n")
    }
}

@Suite struct MachineFormatTests {
    private let located = TextFormatTests.sample(
        32..<40,
        notes: [
            .init("did you mean 'unit'?"),
            .init("declared here", at: TextFormatTests.text.location(SourceRange(0..<1))),
        ])
    private let unlocated = Diagnostic(
        TextFormatTests.SampleCode.fieldType, severity: .warning, "100%\nodd", path: "my models/a,b:c.json")

    private func render(_ format: DiagnosticFormat) -> String {
        DiagnosticFormatter(format: format, version: "1.2.3").render([located, unlocated])
    }

    @Test func json() {
        #expect(
            render(.json) == """
                [
                  {
                    "severity": "error",
                    "code": "field-type",
                    "message": "field 'units' must be a positive integer, found \\"ten\\"",
                    "path": "models/net.json",
                    "line": 3,
                    "column": 14,
                    "endLine": 3,
                    "endColumn": 22,
                    "notes": [
                      {
                        "message": "did you mean 'unit'?"
                      },
                      {
                        "message": "declared here",
                        "path": "models/net.json",
                        "line": 1,
                        "column": 1,
                        "endLine": 1,
                        "endColumn": 2
                      }
                    ]
                  },
                  {
                    "severity": "warning",
                    "code": "field-type",
                    "message": "100%\\nodd",
                    "path": "my models/a,b:c.json",
                    "notes": []
                  }
                ]

                """)
    }

    @Test func github() {
        #expect(
            render(.github) == """
                ::error file=models/net.json,line=3,col=14,title=field-type::field 'units' must be a positive integer, \
                found "ten"%0Anote: did you mean 'unit'?%0Anote: declared here (models/net.json:1:1)
                ::warning file=my models/a%2Cb%3Ac.json,title=field-type::100%25%0Aodd

                """)
    }

    @Test func sarif() throws {
        let log = try parse(render(.sarif))
        #expect(log["version"]?.value.string == "2.1.0")
        let run = try #require(log["runs"]?.value.elements.first)
        #expect(run["columnKind"]?.value.string == "unicodeCodePoints")
        let driver = try #require(run["tool"]?.value["driver"]?.value)
        #expect(driver["name"]?.value.string == "lamina" && driver["version"]?.value.string == "1.2.3")
        let rules = try #require(driver["rules"]?.value.elements)
        let results = try #require(run["results"]?.value.elements)
        #expect(results.count == 2)
        for result in results {
            let index = try #require(result["ruleIndex"]?.value.integer)
            #expect(rules[index]["id"]?.value.string == result["ruleId"]?.value.string)
        }
        #expect(results.map { $0["level"]?.value.string } == ["error", "warning"])
        #expect(results[0]["message"]?.value["text"]?.value.string?.hasSuffix("\nnote: did you mean 'unit'?") == true)

        let place = try #require(results[0]["locations"]?.value.elements.first?["physicalLocation"]?.value)
        #expect(place["artifactLocation"]?.value["uri"]?.value.string == "models/net.json")
        let region = try #require(place["region"]?.value)
        #expect(region.members.map(\.key) == ["startLine", "startColumn", "endLine", "endColumn"])
        #expect(region.members.map(\.value.integer) == [3, 12, 3, 16])

        let related = try #require(results[0]["relatedLocations"]?.value.elements)
        #expect(related.map { $0["message"]?.value["text"]?.value.string } == ["declared here"])
        let unlocated = try #require(results[1]["locations"]?.value.elements.first?["physicalLocation"]?.value)
        #expect(unlocated["region"] == nil)
        #expect(unlocated["artifactLocation"]?.value["uri"]?.value.string == "my%20models/a%2Cb%3Ac.json")
        #expect(SARIFLog.uriReference("/a b/ü.json") == "file:///a%20b/%C3%BC.json")
    }

    @Test func noFindingsStillGiveADocument() throws {
        #expect(DiagnosticFormatter(format: .json, version: "1").render([]) == "[]\n")
        #expect(DiagnosticFormatter(format: .github, version: "1").render([]) == "")
        let log = try parse(DiagnosticFormatter(format: .sarif, version: "1").render([]))
        #expect(log["runs"]?.value.elements.first?["results"]?.value.elements.isEmpty == true)
    }
}
