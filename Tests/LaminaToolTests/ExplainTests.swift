import Foundation
import LaminaCompiler
import Testing

@testable import LaminaTool

@Suite struct ExplainTests {
    @Test(arguments: ["--inference", "--evaluation", "--training"]) func everyModelIsExplained(purpose: String) throws {
        for model in try Repository.models {
            let run = try ToolRun("explain", model, purpose, "--batch", "32")
            #expect(run.exit == .success)
            let width = run.output.split(separator: "\n").map(\.count).max() ?? 0
            #expect(width <= 120, "\(model)")
        }
    }

    @Test func rewritesAreCountedAndCut() throws {
        let all = try ToolRun("explain", Repository.path("models/xor.json"))
        #expect(all.output.contains("FusedDense(bias) + Activate(tanh) → FusedDense(bias, tanh)"))
        let one = try ToolRun("explain", Repository.path("models/xor.json"), "--fusion-steps", "1")
        #expect(one.output.contains("MatMul + AddBias → FusedDense(bias)"))
        #expect(!one.output.contains("FusedDense(bias, tanh)"))
        let none = try ToolRun("explain", Repository.path("models/xor.json"), "--fusion-steps", "0")
        #expect(none.output.contains("Rewrites\n\nnone\n"))
    }

    @Test func everyBufferLiesInItsRegion() throws {
        for model in try Repository.models {
            for purpose in PlanPurpose.allCases {
                let registry = ToolEnvironment.current.registry
                let options = CompileOptions(purpose, batchCapacity: 4)
                let checked = CheckedModel(path: model, registry: registry)
                let map = ArenaMap(try #require(try checked.graph?.compile(options, registry: registry)))
                for part in map.parts {
                    #expect(!part.buffers.isEmpty, "\(model) \(purpose) \(part.region)")
                    #expect(part.buffers.allSatisfy { $0.offset + $0.bytes <= part.bytes })
                }
                #expect(map.parts.reduce(0) { $0 + $1.bytes } == map.total)
            }
        }
    }

    @Test func jsonIsJSON() throws {
        let run = try ToolRun("explain", Repository.path("models/weather-gru.json"), "--json")
        let object = try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any]
        #expect(object?["name"] as? String == "weather-gru")
        #expect((object?["steps"] as? [Any])?.isEmpty == false)
    }
}
