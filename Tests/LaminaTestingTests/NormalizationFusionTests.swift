import LaminaTesting
import Testing

/// Outside training a normalisation costs nothing: its factors are computed when weights are bound, the rest in the pass before it.
@Suite struct NormalizationFusionTests {
    @Test(arguments: [
        (#"{"type": "Conv2D", "filters": 4, "kernel_size": 3}"#, [5, 5, 2], "FusedConvolution(3 × 3, bias, scale and offset, relu)"),
        (#"{"type": "Conv2D", "filters": 4, "kernel_size": 3, "use_bias": false}"#, [5, 5, 2], "FusedConvolution(3 × 3, scale and offset, relu)"),
        (#"{"type": "Dense", "units": 4}"#, [3], "FusedDense(bias, scale and offset, relu)"),
        (#"{"type": "Dense", "units": 4, "use_bias": false}"#, [3], "FusedDense(scale and offset, relu)"),
    ])
    func foldsIntoTheLayerBefore(_ layer: String, _ shape: [Int], _ expected: String) throws {
        let text = """
            { "format": "lamina/1", "inputs": [{ "name": "x", "shape": \(shape) }],
              "layers": [\(layer), { "type": "BatchNormalization" }, { "type": "Activation", "activation": "relu" }] }
            """
        let compiled = try Model(SourceText(path: "fused.json", text: text)).compile(CompileOptions(.inference))
        #expect(compiled.fused.nodes.map(\.operation.description) == [expected])
        #expect(compiled.preparation.contains { $0.operation.name == "NormalizationFactors" })
    }
}
