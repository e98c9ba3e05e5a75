import Lamina
import Testing

@Suite struct ReadmeTests {
    private static let root = #filePath.split(separator: "/").dropLast(3).reduce("") { "\($0)/\($1)" }

    private func lines(of path: String) throws -> [Substring] {
        let text = try SourceText.read(path: "\(Self.root)/\(path)")
        return String(decoding: text.bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
    }

    @Test func theExampleRuns() throws {
        let weights = "/tmp/lamina-readme-\(UInt64.random(in: 0...UInt64.max))/weights.safetensors"
        let change = try forecast("\(Self.root)/models/weather-gru.json", savingTo: weights)
        #expect((-20...20).contains(change))
        let model = try Model("\(Self.root)/models/weather-gru.json")
        let file = try model.readWeights(weights)
        #expect(model.doubts(about: file, path: weights).isEmpty)
        let preprocessing = try #require(try model.preprocessing(of: file, path: weights))
        #expect(preprocessing == (try model.loadData().preprocessing))
    }

    /// The README shows what is compiled here.
    @Test func theReadmeShowsTheExample() throws {
        let example = try lines(of: "Tests/LaminaTests/ReadmeExample.swift").drop { !$0.contains("README begins") }.dropFirst()
            .prefix { !$0.contains("README ends") }
        let readme = try lines(of: "README.md")
        let start = try #require(readme.firstIndex(of: "```swift")) + 1
        #expect(Array(readme[start...].prefix(example.count)) == Array(example))
    }

    /// The data section that the README shows is one.
    @Test func theReadmesDataSectionIsRight() throws {
        let start = try #require(try lines(of: "README.md").firstIndex(of: "\"data\": {"))
        let section = try lines(of: "README.md")[start...].prefix { $0 != "```" }.joined(separator: "\n")
        let text = """
            { "format": "lamina/1", "inputs": [{ "name": "window", "shape": [24, 3] }], "layers": [{ "type": "GRU", "units": 2 }, { "type": "Dense", "units": 1 }],
              "training": { "loss": "mae", "optimizer": "adam" }, \(section) }
            """
        let model = try Model(SourceText(path: "\(Self.root)/models/readme.json", text: text))
        #expect(try model.loadData().test != nil)
    }

    /// The model file that the README shows is one.
    @Test func theReadmesModelIsRight() throws {
        let block = try lines(of: "README.md").drop { $0 != "```json" }.dropFirst().prefix { $0 != "```" }
        let model = try Model(SourceText(path: "README.md", text: block.joined(separator: "\n")))
        #expect(model.parameterCount == 513)
    }
}
