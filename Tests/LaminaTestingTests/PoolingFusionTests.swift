import LaminaTesting
import Testing

/// A pooling whose windows lie side by side keeps the convolution's rows out of memory.
@Suite struct PoolingFusionTests {
    private func model(_ layers: String) throws -> Model {
        try Model(
            SourceText(
                path: "pooled.json", text: #"{ "format": "lamina/1", "inputs": [{ "name": "x", "shape": [13, 21, 2] }], "layers": [\#(layers)] }"#))
    }

    @Test(arguments: [
        (#"{ "type": "Conv2D", "filters": 5, "kernel_size": 3, "activation": "relu" }, { "type": "MaxPooling2D" }"#, true),
        (#"{ "type": "Conv2D", "filters": 40, "kernel_size": 3, "use_bias": false }, { "type": "MaxPooling2D", "pool_size": [3, 2] }"#, true),
        (#"{ "type": "Conv2D", "filters": 20, "kernel_size": 3, "padding": "same" }, { "type": "Conv2D", "filters": 33, "kernel_size": 3, "padding": "same" }, { "type": "MaxPooling2D", "pool_size": 3 }"#, false),
        (#"{ "type": "Conv2D", "filters": 20, "kernel_size": 2 }, { "type": "Conv2D", "filters": 33, "kernel_size": 3, "padding": "same" }, { "type": "MaxPooling2D" }"#, true),
        (#"{ "type": "Conv2D", "filters": 5, "kernel_size": 3 }, { "type": "MaxPooling2D", "strides": 1 }"#, false),
        (#"{ "type": "Conv2D", "filters": 5, "kernel_size": 2 }, { "type": "MaxPooling2D", "pool_size": 3, "padding": "same" }"#, false),
        (#"{ "type": "Conv2D", "filters": 5, "kernel_size": 3 }, { "type": "AveragePooling2D", "pool_size": 2 }"#, false),
        (#"{ "type": "DepthwiseConv2D", "kernel_size": 3 }, { "type": "MaxPooling2D" }"#, false),
    ])
    func storesTheLargestAlone(_ layers: String, _ isPooled: Bool) throws {
        let model = try model(layers)
        let names = try model.compile(CompileOptions(.inference)).fused.nodes.map(\.operation.name)
        #expect(names.contains("PooledConvolution") == isPooled)
        #expect(names.contains("Pooling") != isPooled)

        let x: [Float] = (0..<2 * 13 * 21 * 2).map { index in Float(index * 7919 % 257) / 128 - 1 }
        let answers: [[Float]] = try [nil, 0].map { (steps: Int?) -> [Float] in
            let plan = try model.compile(CompileOptions(.inference, batchCapacity: 2, fusionSteps: steps)).plan
            var session = Session(try LoadedModel(plan, weights: model.initialWeights(seed: 3)), fillingActivationsWith: .nan)
            var y = [Float](repeating: .nan, count: session.outputCount(0, batch: 2))
            var span = y.mutableSpan
            try session.predict(x.span, batch: 2, into: &span)
            return y
        }
        #expect(zip(answers[0], answers[1]).allSatisfy { (fused: Float, plain: Float) in abs(fused - plain) <= 1e-5 })
    }
}
