import Foundation
import Lamina
import LaminaCompiler
import LaminaKit
import Testing

@testable import LaminaTool

/// The files in `Tests/Corpus/models` and what must be found in each: lines `file.json:line:column code`.
enum ModelCorpus {
    static let folder = Repository.path("Tests/Corpus/models")

    static func files() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".json") }.sorted()
    }

    static func expectations() throws -> [String: [String]] {
        let lines = try String(contentsOfFile: "\(folder)/expectations.txt", encoding: .utf8).split(separator: "\n")
        let pairs = lines.map { line in
            let parts = line.split(separator: ":", maxSplits: 1).map(String.init)
            return (parts[0], [parts[1]])
        }
        return Dictionary(pairs, uniquingKeysWith: +)
    }

    static func findings(in file: String) -> [Diagnostic] {
        var model = CheckedModel(path: "\(folder)/\(file)", registry: ToolEnvironment.current.registry)
        model.compile(training: true, maximumArenaBytes: nil)
        return model.diagnostics.all
    }
}

@Suite struct CorpusTests {
    @Test func everyFileHasExactlyItsExpectations() throws {
        let expectations = try ModelCorpus.expectations()
        let files = try ModelCorpus.files()
        #expect(files == expectations.keys.sorted())
        #expect(files.count >= 45)
        for file in files {
            let marks = ModelCorpus.findings(in: file).map { finding in
                let position = finding.location?.position
                return "\(position?.line ?? 0):\(position?.column ?? 0) \(finding.code)"
            }
            #expect(marks == expectations[file], "\(file)")
        }
    }

    /// Codes that no file of the standard packs causes by itself.
    private static let causedOtherwise: [CompilerCode: String] = [
        .streaming: "asked for by an option of compiling",
        .arenaLimit: "asked for by --max-arena-bytes",
        .layerDisagrees: "a layer of a third party that is wrong in itself",
    ]

    @Test func everyCodeHasAFile() throws {
        let produced = Set(try ModelCorpus.files().flatMap { ModelCorpus.findings(in: $0).map(\.code) })
        let compiler = CompilerCode.allCases.filter { Self.causedOtherwise[$0] == nil }.map(\.rawValue)
        let model = [ModelCode.validationMissing, .metricUnknown].map(\.rawValue)
        #expect((FieldCode.allCases.map(\.rawValue) + compiler + model).filter { !produced.contains($0) } == [])
        #expect(Self.causedOtherwise.keys.filter { produced.contains($0.rawValue) } == [])
    }
}
