import Foundation
import Testing

@testable import LaminaTool

@Suite struct ModelFinderTests {
    private func names(in folder: URL) -> [String] {
        var finder = ModelFinder()
        finder.add(folder.path)
        return finder.files.map { String($0.dropFirst(folder.path.count + 1)) }
    }

    @Test func foldersAreSearchedInOrder() throws {
        try withTemporaryFolder { folder in
            for name in ["b.json", "a.json", "deep/er/c.json", "model.schema.json", "notes.txt", "data/table.json", "searches/net.json", ".hidden/d.json", ".e.json"] {
                _ = try folder.write("{}", to: name)
            }
            _ = try folder.write(#"{ "format": "lamina-search/1" }"#, to: "search.json")
            #expect(names(in: folder) == ["a.json", "b.json", "deep/er/c.json", "searches/net.json"])
        }
    }

    @Test func loopsOfLinksEnd() throws {
        try withTemporaryFolder { folder in
            _ = try folder.write("{}", to: "inner/a.json")
            try FileManager.default.createSymbolicLink(
                at: folder.appendingPathComponent("inner/loop"), withDestinationURL: folder)
            try FileManager.default.createSymbolicLink(
                at: folder.appendingPathComponent("self"), withDestinationURL: folder.appendingPathComponent("self"))
            #expect(names(in: folder) == ["inner/a.json"])
        }
    }

    @Test func anEmptyFolderIsWrongUsage() throws {
        try withTemporaryFolder { folder in
            let run = try ToolRun("validate", folder.path)
            #expect(run.exit == .failure)
            #expect(run.error.contains("there is no model file in"))
        }
    }
}
