import Lamina
import Testing

@Suite struct ReadmeTests {
    private static let root = #filePath.split(separator: "/").dropLast(3).reduce("") { "\($0)/\($1)" }

    private func lines(of path: String) throws -> [Substring] {
        let text = try SourceText.read(path: "\(Self.root)/\(path)")
        return String(decoding: text.bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
    }

    @Test func theExampleRuns() throws {
        let change = try readmeExample("\(Self.root)/models/weather-gru.json", window: [Float](repeating: 0.1, count: 240))
        #expect(change.isFinite)
    }

    /// The README shows what is compiled here, but for the indentation and the path.
    @Test func theReadmeShowsTheExample() throws {
        let example = try lines(of: "Tests/LaminaTests/ReadmeExample.swift").drop { !$0.contains("README begins") }.dropFirst()
            .prefix { !$0.contains("README ends") }.map { $0.drop { $0 == " " } }
        let readme = try lines(of: "README.md").map { line in
            line.replacing("Model(\"models/weather-gru.json\")  ", with: "Model(path)                    ")[...]
        }
        let start = try #require(readme.firstIndex(of: example[0]))
        #expect(Array(readme[start...].prefix(example.count)) == Array(example))
    }

    /// The model file that the README shows is one.
    @Test func theReadmesModelIsRight() throws {
        let block = try lines(of: "README.md").drop { $0 != "```json" }.dropFirst().prefix { $0 != "```" }
        let model = try Model(SourceText(path: "README.md", text: block.joined(separator: "\n")))
        #expect(model.parameterCount == 513)
    }
}
