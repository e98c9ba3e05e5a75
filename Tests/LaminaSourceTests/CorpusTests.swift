import Foundation
import Testing

@testable import LaminaSource

/// The files in `Tests/Corpus/syntax` and what must be found in each: lines `file.json:line:column code`.
enum SyntaxCorpus {
    static let directory = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Corpus/syntax")

    static func files() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: directory.path).filter { $0.hasSuffix(".json") }.sorted()
    }

    static func expectations() throws -> [String: [String]] {
        let sidecar = try SourceText.read(path: directory.appendingPathComponent("expectations.txt").path)
        let lines = (1...sidecar.lineCount).map(sidecar.line).filter { !$0.isEmpty }
        let pairs = lines.map { line in
            let parts = line.split(separator: ":", maxSplits: 1).map(String.init)
            return (parts[0], [parts.count > 1 ? parts[1] : ""])
        }
        return Dictionary(pairs, uniquingKeysWith: +)
    }

    static func findings(in file: String) throws -> [Diagnostic] {
        let text = try SourceText.read(path: directory.appendingPathComponent(file).path)
        do {
            _ = try JSONDocument.parse(text)
            return []
        } catch {
            return error.diagnostics
        }
    }
}

@Suite struct CorpusTests {
    @Test func everyFileHasExactlyItsExpectations() throws {
        let expectations = try SyntaxCorpus.expectations()
        let files = try SyntaxCorpus.files()
        #expect(files == expectations.keys.sorted())
        #expect(files.count >= 25)
        for file in files {
            #expect(try SyntaxCorpus.findings(in: file).map(mark) == expectations[file], "\(file)")
        }
    }

    @Test func everyFormatPrintsEveryFile() throws {
        for file in try SyntaxCorpus.files() {
            let found = try SyntaxCorpus.findings(in: file)
            for format in DiagnosticFormat.allCases {
                #expect(!DiagnosticFormatter(format: format, version: "0").render(found).isEmpty)
            }
            let text = DiagnosticFormatter(format: .text, version: "0").render(found)
            #expect(!text.contains("\n\n"), "\(file): a block contains a blank line")
        }
    }
}
