import Lamina
import Testing

@Suite struct TrainXORTests {
    static let text = SourceText(path: "xor.json", text: """
        {
          "format": "lamina/1",
          "inputs": [{ "name": "bits", "shape": [2] }],
          "layers": [
            { "type": "Dense", "name": "hidden", "units": 8, "activation": "tanh" },
            { "type": "Dense", "name": "out", "units": 1, "activation": "sigmoid" }
          ],
          "training": { "loss": "binary_crossentropy", "optimizer": { "type": "Adam", "learning_rate": 0.05 }, "metrics": ["accuracy"] },
          "expect": { "parameters": 33 }
        }
        """)

    @Test func learnsXOR() throws {
        let model = try Model(Self.text)
        #expect(model.parameterCount == 33)
        let compiled = try model.compile(CompileOptions(.training, batchCapacity: 4))
        var session = try Session(training: compiled.plan, weights: model.initialWeights(seed: 1), seed: 1, fillingActivationsWith: .nan)
        var inputs: [Float] = [0, 0, 0, 1, 1, 0, 1, 1]
        var targets: [Float] = [0, 1, 1, 0]
        var loss: Float = 0
        var accuracy: Float = 0
        inputs.withUnsafeMutableBufferPointer { session.bind(input: 0, to: $0.baseAddress!) }
        targets.withUnsafeMutableBufferPointer { session.bind(input: 1, to: $0.baseAddress!) }
        withUnsafeMutablePointer(to: &loss) { session.bind(output: 0, to: $0) }
        withUnsafeMutablePointer(to: &accuracy) { session.bind(output: 1, to: $0) }
        for iteration in 0..<500 {
            session.iteration = iteration
            try session.run(batch: 4)
        }
        #expect(loss < 0.05)
        #expect(accuracy == 1)
    }
}
