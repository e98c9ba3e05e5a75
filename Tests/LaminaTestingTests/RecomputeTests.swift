import Lamina
import LaminaTesting
import Testing

/// A training that computes activations again gives the same bits in less memory.
@Suite struct RecomputeTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let inputs: String
        let layers: String
        /// How much of the activations' memory must be saved.
        let share: Double
    }

    static let cases = [
        Case(
            testDescription: "a chain of dense layers", inputs: "[40]",
            layers: (0..<12).map { _ in #"{ "type": "Dense", "units": 40, "activation": "tanh" }, "# }.joined(), share: 0.25),
        Case(
            testDescription: "dropout and normalisation, whose moving averages change", inputs: "[30]",
            layers: (0..<5).map { _ in
                #"{ "type": "Dense", "units": 50 }, { "type": "BatchNormalization" }, { "type": "ReLU" }, { "type": "Dropout", "rate": 0.3 }, "#
            }.joined(), share: 0.3),
        Case(
            testDescription: "views of an input and of parameters", inputs: "[5, 6]",
            layers: #"{ "type": "Flatten" }, "#
                + (0..<6).map { _ in #"{ "type": "Dense", "units": 30 }, { "type": "PReLU" }, "# }.joined(), share: 0.1),
        Case(
            testDescription: "convolutions behind each other", inputs: "[16, 16, 2]",
            layers: (0..<5).map { _ in #"{ "type": "Conv2D", "filters": 6, "kernel_size": 3, "padding": "same", "activation": "relu" }, "# }.joined()
                + #"{ "type": "MaxPooling2D" }, { "type": "Flatten" }, "#, share: 0.25),
        Case(
            testDescription: "recurrences behind each other", inputs: "[12, 5]",
            layers: ["GRU", "LSTM", "SimpleRNN", "GRU"].map { #"{ "type": "\#($0)", "units": 9, "return_sequences": true }, "# }.joined()
                + #"{ "type": "Flatten" }, "#, share: 0.15),
        Case(
            testDescription: "branches that meet again", inputs: "[24]",
            layers: (0..<6).map { index in
                #"{ "name": "a\#(index)", "type": "Dense", "units": 24, "activation": "gelu" }, "#
                    + #"{ "name": "b\#(index)", "type": "Dense", "units": 24 }, { "type": "Add", "inputs": ["a\#(index)", "b\#(index)"] }, "#
            }.joined(), share: 0.2),
    ]

    @Test(arguments: cases) func sameBits(_ a: Case) throws {
        let model = try model(a)
        let kept = try model.compile(CompileOptions(.training, batchCapacity: 8))
        let limit = kept.plan.arenaBytes - Int(a.share * Double(kept.placement.regions[.activations]))
        let compiled = try model.compile(CompileOptions(.training, batchCapacity: 8, maximumArenaBytes: limit))
        #expect(compiled.plan.arenaBytes <= limit)
        #expect(!compiled.repeated.isEmpty)
        #expect(kept.repeated.isEmpty)
        #expect(try steps(model, .standard) == steps(model, Execution("recomputing", threads: 2, maximumArenaBytes: limit)))
    }

    @Test func whatDoesNotFitIsRefusedWithTheLeastThatWasFound() throws {
        let model = try model(Self.cases[0])
        let kept = try model.compile(CompileOptions(.training, batchCapacity: 8)).plan.arenaBytes
        let failure = #expect(throws: DiagnosticFailure.self) {
            try model.compile(CompileOptions(.training, batchCapacity: 8, maximumArenaBytes: 1000))
        }
        let message = try #require(failure?.diagnostics.first?.message)
        let least = try #require(message.split(whereSeparator: { !$0.isNumber }).first.flatMap { Int($0) })
        #expect(least < kept)
    }

    /// What must be computed again is a chain as long as the model.
    @Test func aVeryDeepModelIsNoRecursion() throws {
        let layers = (0..<1000).map { _ in #"{ "type": "Dense", "units": 2, "activation": "tanh" }, "# }.joined()
        let model = try model(Case(testDescription: "deep", inputs: "[2]", layers: layers, share: 0))
        #expect(throws: DiagnosticFailure.self) { try model.compile(CompileOptions(.training, batchCapacity: 4, maximumArenaBytes: 1)) }
    }

    private func model(_ a: Case) throws -> Model {
        try Model(
            SourceText(
                path: "net.json",
                text: """
                    { "format": "lamina/1", "inputs": [{ "name": "x", "shape": \(a.inputs) }],
                      "layers": [\(a.layers){ "name": "y", "type": "Dense", "units": 3 }],
                      "training": { "loss": "mse", "optimizer": "adam" } }
                    """))
    }

    /// Losses and weights of three steps, as bits.
    private func steps(_ model: Model, _ execution: Execution) throws -> [UInt32] {
        let runner = try ModelRunner(model, .training, batch: 8, execution: execution)
        var session = try runner.session(model.initialWeights(seed: 2), seed: 5)
        var random = RandomStream(seed: 1, stream: 1)
        let inputs = runner.plan.inputs.map { port in (0..<port.shape.boundedCount).map { _ in Float(random.uniform() * 2 - 1) } }
        var bits: [UInt32] = []
        for iteration in 0..<3 {
            session.iteration = iteration
            bits += try session.run(inputs).joined().map(\.bitPattern)
        }
        return bits + session.weights.tensors.flatMap { $0.values.map(\.bitPattern) }
    }
}
