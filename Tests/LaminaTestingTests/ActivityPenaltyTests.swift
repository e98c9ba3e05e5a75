import LaminaTesting
import Testing

/// A penalty on a layer's output belongs to the loss: in training and evaluation alike, and never to a plan that only predicts.
@Suite struct ActivityPenaltyTests {
    private static func model(_ regularizer: String) throws -> Model {
        let text = """
            { "format": "lamina/1", "inputs": [{ "name": "x", "shape": [3] }],
              "layers": [{ "name": "out", "type": "Dense", "units": 2, "activity_regularizer": \(regularizer) }],
              "training": { "loss": "mse", "optimizer": { "type": "SGD" } } }
            """
        return try Model(SourceText(path: "penalty.json", text: text))
    }

    @Test func predictingPlansKnowNothingOfIt() throws {
        let compiled = try Self.model(#"{ "type": "L2", "l2": 0.5 }"#).compile(CompileOptions(.inference))
        #expect(compiled.fused.nodes.map(\.operation.description) == ["FusedDense(bias)"])
    }

    @Test(arguments: [PlanPurpose.training, .evaluation]) func countsInTheLoss(_ purpose: PlanPurpose) throws {
        let batch = 4
        let weights = try Self.model("null").initialWeights()
        let inputs = [(0..<batch * 3).map { Float($0) / 8 - 0.5 }, [Float](repeating: 0.25, count: batch * 2)]
        func loss(_ regularizer: String) throws -> Float {
            try ModelRunner(try Self.model(regularizer), purpose, batch: batch).outputs(weights, inputs)[0][0]
        }
        let outputs = try ModelRunner(try Self.model("null"), .inference, batch: batch).outputs(weights, [inputs[0]])[0]
        let penalty = outputs.reduce(0) { $0 + 0.5 * $1 * $1 } / Float(batch)
        #expect(abs(try loss(#"{ "type": "L2", "l2": 0.5 }"#) - loss("null") - penalty) < 1e-6)
    }
}
