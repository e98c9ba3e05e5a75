import Lamina
import Testing

/// Each step is an example of its own: what its layer does with it depends on no other step and no other run.
@Suite struct TimeDistributedTests {
    private func model(_ layer: String) throws -> Model {
        let text = """
            { "format": "lamina/1", "inputs": [{ "name": "x", "shape": [null, 3, 2], "max_steps": 4 }],
              "layers": [{ "name": "each", "type": "TimeDistributed", "layer": \(layer) }] }
            """
        return try Model(SourceText(path: "net.json", text: text))
    }

    @Test(arguments: [
        #"{ "type": "GRU", "units": 2 }"#, #"{ "type": "Bidirectional", "merge_mode": "sum", "layer": { "type": "LSTM", "units": 2 } }"#,
        #"{ "type": "TimeDistributed", "layer": { "type": "Dense", "units": 2 } }"#,
    ]) func piecesGiveWhatTheWholeGives(layer: String) throws {
        let model = try model(layer)
        let weights = model.initialWeights(seed: 3)
        let x = (0..<24).map { Float($0 % 7) * 0.3 - 1 }
        let width = model.outputShapes["each"]!.droppingFirst().boundedCount
        var whole = [Float](repeating: 0, count: 4 * width)
        var session = Session(try model.load(weights))
        var span = whole.mutableSpan
        try session.predict(x.span, into: &span)

        var streaming = Session(try model.load(weights, isStreaming: true))
        for step in 0..<4 {
            var part = [Float](repeating: 0, count: width)
            let input = Array(x[step * 6..<(step + 1) * 6])
            var span = part.mutableSpan
            try streaming.predict(input.span, into: &span)
            #expect(part == Array(whole[step * width..<(step + 1) * width]))
        }
    }

    @Test func aLayerWithAStateIsRefused() throws {
        for layer in [
            #"{ "type": "GRU", "units": 2, "stateful": true }"#,
            #"{ "type": "Bidirectional", "layer": { "type": "GRU", "units": 2, "stateful": true } }"#,
        ] {
            let model = try model(layer)
            #expect(throws: DiagnosticFailure.self) { try model.compile(CompileOptions()) }
        }
    }

    @Test func mistakesNameTheInnerLayer() throws {
        do {
            _ = try model(#"{ "type": "LayerNormalization", "axis": 3 }"#)
            Issue.record("an axis that is not there was accepted")
        } catch let failure as DiagnosticFailure {
            #expect(failure.diagnostics.first?.message.contains("LayerNormalization") == true)
            #expect(failure.diagnostics.first?.location?.position.line == 2)
        }
    }
}
