import LaminaCompiler
import LaminaKit
import Testing

/// Values of the model and the loss's gradients by them as outputs of a plan.
@Suite struct WatchTests {
    /// One run of a plan for training that watches; the weights are those of seed 1.
    private struct Run {
        let compiled: CompiledModel
        var outputs: [[Float]] = []
        var weightsAreUntouched = false
        var biasGradient: [Float] = []

        init(_ graph: TypedGraph, _ edges: [TypedGraph.Edge], inputs: [[Float]], biasOf layer: String = "") throws {
            var options = CompileOptions(.training, batchCapacity: 2)
            options.watched = edges
            compiled = try graph.compile(options, registry: Models.registry)
            let plan = compiled.plan
            let weights = graph.initialWeights(seed: 1)
            var session = try Session(training: plan, weights: weights, seed: 3)
            let buffers = plan.outputs.map { UnsafeMutableBufferPointer<Float>.allocate(capacity: $0.shape.boundedCount) }
            let sources = inputs.map { values in
                let buffer = UnsafeMutableBufferPointer<Float>.allocate(capacity: values.count)
                _ = buffer.initialize(from: values)
                return buffer
            }
            defer { (buffers + sources).forEach { $0.deallocate() } }
            for (port, buffer) in buffers.enumerated() { session.bind(output: port, to: buffer.baseAddress!) }
            for (port, buffer) in sources.enumerated() { session.bind(input: port, to: UnsafePointer(buffer.baseAddress!)) }
            try session.run(batch: 2)
            outputs = buffers.map(Array.init)
            weightsAreUntouched = session.weights == weights
            if let slot = plan.parameters.first(where: { $0.name == "\(layer)/bias" }) {
                biasGradient = session.withRegion(.gradients) { bytes in
                    Array(UnsafeMutableBufferPointer(start: (bytes.baseAddress! + slot.offset).assumingMemoryBound(to: Float.self), count: slot.count))
                }
            }
        }

        func gradient(_ index: Int) throws -> [Float] { outputs[try #require(compiled.watched[index].gradientPort)] }
    }

    /// Two inputs of 6 and two targets for two examples.
    private static func ports() -> [[Float]] {
        var random = RandomStream(seed: 5, stream: 1)
        return [12, 12, 24, 12].map { count in (0..<count).map { _ in Float(random.uniform() * 2 - 1) } }
    }

    @Test func theGradientByAnInputIsThatOfFiniteDifferences() throws {
        // Without corners, where differences would not be the derivative.
        let graph = try Models.graph(
            Models.branches.replacing("relu", with: "tanh").replacing("mae", with: "mse").replacing(#""inputs": ["b"]"#, with: #""activation": "sigmoid", "inputs": ["b"]"#))
        let ports = Self.ports()
        let run = try Run(graph, [.input(0), .input(1), .layer(2, output: 0)], inputs: ports)
        #expect(run.compiled.watched.map(\.name) == ["a", "b", "sum"])
        for input in 0..<2 {
            let found = try run.gradient(input)
            for index in found.indices {
                let step: Float = 1e-2
                let losses = try [step, -step].map { step in
                    var moved = ports
                    moved[input][index] += step
                    return try Run(graph, [], inputs: moved).outputs[0][0]
                }
                #expect(abs((losses[0] - losses[1]) / (2 * step) - found[index]) < 2e-3)
            }
        }
    }

    @Test func theSumOverTheBatchIsTheGradientOfTheBias() throws {
        let graph = try Models.graph(Models.branches)
        let run = try Run(graph, [.layer(1, output: 0)], inputs: Self.ports(), biasOf: "right")
        let gradient = try run.gradient(0)
        #expect(run.biasGradient.count == 6)
        for unit in 0..<6 { #expect(abs(gradient[unit] + gradient[6 + unit] - run.biasGradient[unit]) < 1e-6) }
    }

    @Test func aPlanThatWatchesUpdatesNothing() throws {
        let graph = try Models.graph(Models.branches)
        #expect(try Run(graph, [.input(0)], inputs: Self.ports()).weightsAreUntouched)
        #expect(try !Run(graph, [], inputs: Self.ports()).weightsAreUntouched)
    }

    @Test func oneValueCanBeWatchedTwice() throws {
        let run = try Run(try Models.graph(Models.branches), [.layer(0, output: 0), .layer(0, output: 0)], inputs: Self.ports())
        #expect(try run.gradient(0) == run.gradient(1))
        #expect(run.outputs[run.compiled.watched[0].port] == run.outputs[run.compiled.watched[1].port])
    }

    /// Words have no gradient, and a mask that is made of them ends the way back instead of being refused.
    @Test func whatHasNoDerivativeHasNoGradient() throws {
        let graph = try Models.graph(
            """
            { "format": "lamina/1", "inputs": [{ "name": "words", "shape": [4] }],
              "layers": [
                { "name": "meaning", "type": "Embedding", "input_dim": 9, "output_dim": 3, "mask_zero": true },
                { "name": "memory", "type": "GRU", "units": 2 }, { "name": "y", "type": "Dense", "units": 1 } ],
              "training": { "loss": "mse", "optimizer": "sgd" } }
            """)
        let run = try Run(graph, [.input(0), .layer(0, output: 0)], inputs: [[1, 2, 3, 0, 4, 5, 0, 0], [1, 0]])
        #expect(run.compiled.watched[0].gradientPort == nil)
        let gradient = try run.gradient(1)
        #expect(gradient[..<9].contains { $0 != 0 })
        #expect(gradient[9..<12].allSatisfy { $0 == 0 }, "a masked step hears nothing")
    }

    @Test func everyPurposeShowsWhatIsWatched() throws {
        let graph = try Models.graph(Models.stackedGRU)
        for purpose in PlanPurpose.allCases {
            var options = CompileOptions(purpose, batchCapacity: 3)
            options.watched = [.input(0), .layer(1, output: 0), .layer(3, output: 0)]
            let compiled = try graph.compile(options, registry: Models.registry)
            #expect(compiled.watched.map { compiled.plan.outputs[$0.port].name } == ["output of x", "output of drop", "output of joined"])
            #expect(compiled.watched.allSatisfy { ($0.gradientPort != nil) == (purpose == .training) })
            for watched in compiled.watched {
                guard let port = watched.gradientPort else { continue }
                #expect(compiled.plan.outputs[port].name == "gradient of \(watched.name)")
                #expect(compiled.plan.outputs[port].shape == compiled.plan.outputs[watched.port].shape)
            }
        }
    }

    @Test func moreThanAPlanCanBindIsRefused() throws {
        let graph = try Models.graph(Models.stackedGRU)
        for purpose in PlanPurpose.allCases {
            var options = CompileOptions(purpose)
            let most = graph.watchedAtMost(options)
            options.watched = [TypedGraph.Edge](repeating: .layer(0, output: 0), count: most)
            _ = try graph.compile(options, registry: Models.registry)
            options.watched.append(.input(0))
            #expect(throws: DiagnosticFailure.self) { try graph.compile(options, registry: Models.registry) }
        }
    }
}
