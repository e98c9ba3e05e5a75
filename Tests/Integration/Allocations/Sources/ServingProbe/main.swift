import Lamina
import LaminaServing

/// `ServingProbe iterations`: takes a session from a pool that often and predicts with it. A counter of calls is loaded beside it.
let model = try Model(
    SourceText(
        path: "model.json",
        text: """
            {
              "format": "lamina/1",
              "inputs": [{ "name": "x", "shape": [12, 6] }],
              "layers": [{ "type": "GRU", "units": 16 }, { "type": "Dense", "units": 3 }]
            }
            """))
let pool = SessionPool(try model.load(model.initialWeights(seed: 1)), sessions: 2)
let input = [Float](repeating: 0.25, count: 72)
var output = [Float](repeating: 0, count: 3)
for _ in 0..<Int(CommandLine.arguments[1])! {
    try await pool.withSession { session in
        var span = output.mutableSpan
        try session.predict(input.span, into: &span)
    }
}
