import Lamina
import Testing

/// Which layers pass a mask on, in training as in prediction.
@Suite struct MaskTests {
    private func isMasked(through layer: String, _ purpose: PlanPurpose) throws -> Bool {
        let text = """
            { "format": "lamina/1", "inputs": [{ "name": "x", "shape": [4, 6] }],
              "layers": [{ "name": "mask", "type": "Masking" }, { "name": "between", \(layer) }, { "name": "rnn", "type": "GRU", "units": 2 }],
              "training": { "loss": "mse", "optimizer": "sgd" } }
            """
        let operations = try Model(SourceText(path: "net.json", text: text)).compile(CompileOptions(purpose)).operations
        return operations.nodes.contains { $0.operation.description.hasPrefix("Recurrence(") && $0.operation.description.contains("masked") }
    }

    @Test(arguments: [
        #""type": "Dropout", "rate": 0.2"#, #""type": "Rescaling", "scale": 2"#, #""type": "GroupNormalization", "groups": 2"#,
        #""type": "TimeDistributed", "layer": { "type": "Dense", "units": 3 }"#, #""type": "GaussianNoise", "stddev": 0.1"#,
        #""type": "BatchNormalization""#,
    ]) func passes(layer: String) throws {
        #expect(try isMasked(through: layer, .training))
        #expect(try isMasked(through: layer, .inference))
    }

    /// The first gives its input back as it is.
    @Test(arguments: [#""type": "ZeroPadding1D", "padding": 0"#, #""type": "RMSNormalization""#]) func ends(layer: String) throws {
        #expect(try !isMasked(through: layer, .training))
        #expect(try !isMasked(through: layer, .inference))
    }

    /// A mask of steps says nothing of what each step holds.
    @Test func aLossOverPartsOfMaskedStepsIsRefused() throws {
        let text = """
            { "format": "lamina/1", "inputs": [{ "name": "x", "shape": [4, 6] }],
              "layers": [{ "name": "mask", "type": "Masking" },
                { "name": "parts", "type": "TimeDistributed", "layer": { "type": "Reshape", "target_shape": [2, 3] } },
                { "name": "each", "type": "Dense", "units": 2 }],
              "training": { "loss": "mse", "optimizer": "sgd" } }
            """
        #expect(throws: DiagnosticFailure.self) {
            try Model(SourceText(path: "net.json", text: text)).compile(CompileOptions(.training))
        }
    }
}
