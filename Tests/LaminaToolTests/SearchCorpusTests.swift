import Foundation
import Lamina
import Testing

@testable import LaminaTool

/// The files in `Tests/Corpus/searches` and what must be found in each: lines `file.json:line:column code`.
@Suite struct SearchCorpusTests {
    private static let folder = Repository.path("Tests/Corpus/searches")

    private static func findings(in file: String) -> [Diagnostic] {
        let registry = ToolEnvironment.current.registry
        do throws(DiagnosticFailure) {
            return try Search(try SearchFile(path: "\(folder)/\(file)", registry: registry), registry: registry).warnings
        } catch {
            return error.diagnostics
        }
    }

    @Test func everyFileHasExactlyItsExpectations() throws {
        let lines = try String(contentsOfFile: "\(Self.folder)/expectations.txt", encoding: .utf8).split(separator: "\n").map(String.init)
        let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder).filter { $0.hasSuffix(".json") }
        var found: [String] = []
        var codes: Set<String> = []
        for file in files {
            let findings = Self.findings(in: file)
            #expect(!findings.isEmpty, "\(file)")
            for finding in findings {
                let position = finding.location?.position
                found.append("\(file):\(position?.line ?? 0):\(position?.column ?? 0) \(finding.code)")
                codes.insert(finding.code)
            }
        }
        #expect(found.sorted() == lines.sorted())
        #expect(SearchCode.allCases.map(\.rawValue).filter { !codes.contains($0) } == [])
    }

    @Test func theExampleIsRight() throws {
        let run = try ToolRun("tune", Repository.path("models/searches/moons.json"), "--list")
        #expect(run.exit == .success)
        #expect(run.error.isEmpty)
        #expect(run.output.split(separator: "\n").count == 14)
    }
}
