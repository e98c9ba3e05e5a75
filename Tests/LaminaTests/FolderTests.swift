import Foundation
import Lamina
import Testing

/// `"folder"`: a model file away from the files that it names.
@Suite struct FolderTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

    private func moved(_ model: String, folder: String?, to place: String) throws -> ModelReading {
        let text = try String(contentsOfFile: "\(Self.root)/models/\(model)", encoding: .utf8)
        let field = folder.map { "\"folder\": \"\($0)\"," } ?? ""
        return ModelReading(
            SourceText(path: "\(Self.root)/\(place)", text: text.replacingOccurrences(of: #""format": "lamina/1","#, with: #""format": "lamina/1", \#(field)"#)),
            registry: .standard)
    }

    @Test func filesAreFoundFromTheFolderThatTheModelNames() throws {
        let siamese = try #require(try moved("siamese.json", folder: "../../models", to: "runs/x/model.json").model)
        #expect(siamese.parameterCount == (try Model("\(Self.root)/models/siamese.json")).parameterCount)
        let moons = try #require(try moved("moons.json", folder: "../../models", to: "runs/x/model.json").model)
        #expect(try moons.loadData().training.count == (try Model("\(Self.root)/models/moons.json")).loadData().training.count)
        #expect(try moved("moons.json", folder: "\(Self.root)/models", to: "runs/x/model.json").model?.loadData().training.count == 300)
    }

    @Test func withoutTheFolderTheyAreNotThere() throws {
        #expect(try moved("siamese.json", folder: nil, to: "runs/x/model.json").diagnostics.all.map(\.code) == ["inclusion"])
        #expect(throws: DiagnosticFailure.self) { try moved("moons.json", folder: "../models", to: "runs/x/model.json").model?.loadData() }
    }
}
