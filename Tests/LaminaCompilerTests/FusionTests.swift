import LaminaCompiler
import LaminaKit
import LaminaStandardPack
import Testing

@Suite struct FusionTests {
    @Test func everyRewriteMakesTheGraphSmaller() throws {
        let graph = try Models.graph(Models.stackedGRU)
        var last = Int.max
        for steps in 0...20 {
            let compiled = try graph.compile(CompileOptions(.training, batchCapacity: 2, fusionSteps: steps), registry: Models.registry)
            #expect(compiled.rewrites.count <= steps)
            let count = compiled.fused.nodes.count
            #expect(count < last || compiled.rewrites.count < steps)
            last = count
        }
    }

    @Test func aValueWithTwoReadersIsNotFusedAway() throws {
        let graph = try Models.graph(
            """
            { "format": "lamina/1", "inputs": [{ "name": "x", "shape": [3] }],
              "layers": [
                { "name": "d", "type": "Dense", "units": 3 },
                { "name": "r", "type": "Activation", "activation": "relu" },
                { "name": "s", "type": "Add", "inputs": ["d", "r"] } ] }
            """)
        let compiled = try graph.compile(CompileOptions(), registry: Models.registry)
        #expect(compiled.rewrites.map(\.rule) == ["dense-bias"])
    }

    @Test func anOutputIsNotFusedAway() throws {
        let graph = try Models.graph(
            """
            { "format": "lamina/1", "inputs": [{ "name": "x", "shape": [3] }],
              "layers": [
                { "name": "d", "type": "Dense", "units": 3 },
                { "name": "r", "type": "Activation", "activation": "relu" } ],
              "outputs": ["d", "r"] }
            """)
        let compiled = try graph.compile(CompileOptions(), registry: Models.registry)
        #expect(compiled.rewrites.map(\.rule) == ["dense-bias"])
        #expect(compiled.plan.outputs.map(\.name) == ["d", "r"])
    }

    /// A rule of a third party that is wrong leaves the graph as it was.
    @Test func anUnsoundRuleIsRefused() throws {
        let wrongShape = FusionRule("wrong-shape") { root, site in
            guard root.operation is AddBias, let product = site.consume(MatMul.self, computing: root.operands[0]) else { return nil }
            return Fusion(Copy(), [product.operands[0]])
        }
        let consumesNothing = FusionRule("no-gain") { root, _ in Fusion(root.operation, root.operands) }
        let registry = try Registry([StandardPack(), RulePack(fusionRules: [wrongShape, consumesNothing])])
        let graph = try Models.graph(
            """
            { "format": "lamina/1", "inputs": [{ "name": "x", "shape": [4] }], "layers": [{ "type": "Dense", "units": 3 }] }
            """)
        #expect(try graph.compile(CompileOptions(), registry: registry).rewrites.map(\.rule) == ["dense-bias"])
    }
}

private struct RulePack: Pack {
    let name = "rules"
    let components: [any Component.Type] = []
    let fusionRules: [FusionRule]
}
