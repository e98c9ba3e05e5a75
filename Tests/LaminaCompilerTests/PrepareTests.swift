import LaminaCompiler
import LaminaKit
import LaminaStandardPack
import Testing

@Suite struct PrepareTests {
    @Test func inferencePacksWeightsBeforeTheRun() throws {
        let compiled = try Models.graph(Models.stackedGRU).compile(CompileOptions(), registry: Models.registry)
        #expect(compiled.preparation.contains { $0.operation is PackWeights })
        #expect(!compiled.fused.nodes.contains { $0.operation is PackWeights })
        #expect(compiled.plan.regions[.prepared] > 0)
    }

    @Test func trainingPacksWeightsInEveryStep() throws {
        let compiled = try Models.graph(Models.stackedGRU).compile(CompileOptions(.training, batchCapacity: 2), registry: Models.registry)
        #expect(compiled.preparation.isEmpty)
        #expect(compiled.fused.nodes.contains { $0.operation is PackWeights })
    }

    @Test func aRecurrentLayerIsOneStepForwardAndOneBackward() throws {
        let compiled = try Models.graph(Models.stackedGRU).compile(CompileOptions(.training, batchCapacity: 2), registry: Models.registry)
        let kernels = compiled.plan.steps.steps.map(\.kernelName)
        for name in ["projected_gru", "gru_gradient", "projected_lstm", "lstm_gradient"] {
            #expect(kernels.count { $0 == name } == 1)
        }
    }

    @Test func theInputsOwnGradientIsNotComputed() throws {
        let compiled = try Models.graph(
            """
            { "format": "lamina/1", "inputs": [{ "name": "x", "shape": [4] }], "layers": [{ "type": "Dense", "units": 3 }],
              "training": { "loss": "mse", "optimizer": "sgd" } }
            """
        ).compile(CompileOptions(.training, batchCapacity: 2), registry: Models.registry)
        #expect(!compiled.fused.nodes.contains { ($0.operation as? MatMul)?.isTransposed == true })
    }
}
