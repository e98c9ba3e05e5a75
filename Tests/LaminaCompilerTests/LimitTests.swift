import LaminaCompiler
import LaminaKit
import Testing

/// Sizes that a file can ask for and no machine has: findings, not traps.
@Suite struct LimitTests {
    @Test func aBatchThatNoAddressReachesIsRefused() throws {
        let graph = try Models.graph(
            """
            { "format": "lamina/1", "inputs": [{ "name": "x", "shape": [2147483647, 1] }],
              "layers": [{ "type": "GRU", "units": 46000 }, { "type": "Dense", "units": 1 }],
              "training": { "loss": "mse", "optimizer": "sgd" } }
            """)
        for purpose in PlanPurpose.allCases {
            let failure = #expect(throws: DiagnosticFailure.self) {
                try graph.compile(CompileOptions(purpose, batchCapacity: 65536), registry: Models.registry)
            }
            #expect(failure?.diagnostics.map(\.code) == ["too-large"])
        }
    }

    @Test func manyWrongLayersEndSoon() {
        let layers = (0..<19_000).map { _ in #"{ "type": "Dense", "units": 1, "inputs": ["nowhere"] }"# }.joined(separator: ", ")
        let resolution = Models.resolve(#"{ "format": "lamina/1", "inputs": [{ "name": "x", "shape": [1] }], "layers": [\#(layers)] }"#)
        #expect(resolution.diagnostics.hasErrors)
    }

    @Test func moreLayersThanAreCompiledAreRefused() {
        let layers = (0..<20_001).map { _ in #"{ "type": "Flatten" }"# }.joined(separator: ", ")
        let resolution = Models.resolve(#"{ "format": "lamina/1", "inputs": [{ "name": "x", "shape": [1] }], "layers": [\#(layers)] }"#)
        #expect(resolution.diagnostics.all.map(\.code) == ["too-large"])
    }

    @Test func aLayerOfMillionInputsIsRefusedAtOnce() {
        let inputs = [String](repeating: #""x""#, count: 200_000).joined(separator: ", ")
        let resolution = Models.resolve(
            #"{ "format": "lamina/1", "inputs": [{ "name": "x", "shape": [1] }], "layers": [{ "type": "Add", "inputs": [\#(inputs)] }] }"#)
        #expect(resolution.diagnostics.all.map(\.code) == ["field-type"])
    }
}
