import Foundation
import Lamina
import Testing

@testable import LaminaTool

@Suite struct SchemaTests {
    @Test func theCommittedSchemaIsWhatTheRegistryGives() throws {
        let committed = try String(contentsOfFile: Repository.path("models/model.schema.json"), encoding: .utf8)
        let isCurrent = try ToolRun("schema").output == committed
        #expect(isCurrent, "write it anew: swift run lamina schema --output models/model.schema.json")
    }

    @Test func everyComponentIsInIt() throws {
        let schema = try ToolRun("schema").output
        for component in LaminaTool.standardPacks.flatMap(\.components) {
            #expect(schema.contains("\"const\": \"\(component.typeName)\""))
        }
    }

    @Test func everyReferenceHasItsDefinition() throws {
        let text = try ToolRun("schema").output
        let schema = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        let definitions = try #require(schema["$defs"] as? [String: Any])
        let references = text.matches(of: /"#\/\$defs\/([^"]+)"/).map { String($0.output.1) }
        #expect(!references.isEmpty)
        #expect(Set(references).subtracting(definitions.keys) == [])
    }
}

@Suite struct ReferenceTests {
    @Test func theCommittedArticlesAreWhatTheRegistryGives() throws {
        let folder = Repository.path("Sources/Lamina/Lamina.docc")
        for article in ReferenceArticle.all(ToolEnvironment.current.registry) {
            let committed = try String(contentsOfFile: "\(folder)/\(article.fileName)", encoding: .utf8)
            #expect(committed == article.markdown, "write it anew: swift run lamina reference --output Sources/Lamina/Lamina.docc")
        }
    }

    /// What the guide shows can be used as it stands.
    @Test func theGuidesModelsAreRight() throws {
        let guide = try String(contentsOfFile: Repository.path("Sources/Lamina/Lamina.docc/FromKeras.md"), encoding: .utf8)
        let blocks = guide.components(separatedBy: "```json\n").dropFirst().map { $0.components(separatedBy: "```")[0] }
        #expect(!blocks.isEmpty)
        for block in blocks { #expect(throws: Never.self) { try Model(SourceText(path: "guide.json", text: block)) } }
    }

    /// Shapes and parameters of an example are found for every layer but one that needs a file.
    @Test func everyLayerHasAnExample() {
        let pages = Registry.standard.components(of: .layer).map { ReferencePage($0, registry: .standard) }
        #expect(pages.filter { $0.examples == nil }.map { $0.component.typeName } == ["Model"])
    }

    @Test func examplesSayWhatChangesShapesAndCounts() throws {
        let page = try ToolRun("layers", "GRU").output
        #expect(page.contains(/"return_sequences": true +\[6, 8\] → \[6, 4\] +168/))
        #expect(page.contains(/"reset_after": false +\[6, 8\] → \[4\] +156/))
    }
}

@Suite struct LayersTests {
    @Test func allOrOne() throws {
        let all = try ToolRun("layers").output
        #expect(all.contains("Dense:") && all.contains("SimpleRNN:"))
        let one = try ToolRun("layers", "GRU").output
        #expect(one.hasPrefix("GRU: "))
        #expect(one.contains("reset_after"))
        #expect(!one.contains("Dense"))
    }

    @Test func otherKindsToo() throws {
        #expect(try ToolRun("layers", "--kind", "optimizer").output.contains("learning_rate"))
        #expect(try ToolRun("layers", "--kind", "colour").exit == .failure)
    }

    @Test func aWordIsSuggested() throws {
        #expect(try ToolRun("layers", "Dens").error.contains("did you mean 'Dense'?"))
    }
}
