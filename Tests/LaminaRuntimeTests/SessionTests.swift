import LaminaCompiler
import LaminaKit
import LaminaStandardPack
import Testing

@Suite struct SessionTests {
    static let recurrent = """
        { "format": "lamina/1", "inputs": [{ "name": "x", "shape": [null, 3], "max_steps": 12 }],
          "layers": [
            { "name": "a", "type": "GRU", "units": 5, "return_sequences": true },
            { "name": "b", "type": "LSTM", "units": 4, "return_sequences": true },
            { "name": "c", "type": "SimpleRNN", "units": 7, "return_sequences": true },
            { "name": "y", "type": "Dense", "units": 2 } ],
          "training": { "loss": "mse", "optimizer": "adam" } }
        """

    private func load(_ options: CompileOptions) throws -> LoadedModel {
        let registry = try Registry([StandardPack()])
        let graph = try TypedGraph.resolve(SourceText(path: "m.json", text: Self.recurrent), registry: registry).get()
        return try LoadedModel(try graph.compile(options, registry: registry).plan, weights: graph.initialWeights(seed: 3))
    }

    private func numbers(_ count: Int, seed: UInt64 = 5) -> [Float] {
        var random = RandomStream(seed: seed, stream: 0)
        return (0..<count).map { _ in Float(random.uniform() * 2 - 1) }
    }

    private func predict(_ session: inout Session, _ input: [Float], batch: Int, outputs: Int) throws -> [Float] {
        var output = [Float](repeating: .nan, count: outputs)
        var span = output.mutableSpan
        try session.predict(input.span, batch: batch, into: &span)
        return output
    }

    @Test func smallerBatchesAndShorterSequencesGiveTheSameRows() throws {
        let model = try load(CompileOptions(batchCapacity: 11))
        var session = Session(model, fillingActivationsWith: .nan)
        let input = numbers(11 * 12 * 3)
        let all = try predict(&session, input, batch: 11, outputs: 11 * 12 * 2)
        #expect(all.allSatisfy { $0.isFinite })
        for batch in 1..<11 {
            let part = try predict(&session, Array(input[..<(batch * 36)]), batch: batch, outputs: batch * 24)
            #expect(zip(part, all).allSatisfy { abs($0 - $1) < 1e-6 })
        }
        for steps in 1...12 {
            let part = try predict(&session, Array(input[..<(steps * 3)]), batch: 1, outputs: steps * 2)
            #expect(zip(part, all).allSatisfy { abs($0 - $1) < 1e-6 })
        }
    }

    @Test(arguments: [1, 2]) func aTimedRunGivesTheSameBits(threads: Int) throws {
        var session = Session(try load(CompileOptions(batchCapacity: 5)), threads: threads, fillingActivationsWith: .nan)
        let input = numbers(5 * 36)
        let expected = try predict(&session, input, batch: 5, outputs: 5 * 24)
        var output = [Float](repeating: .nan, count: 5 * 24)
        var times = [Int64](repeating: -1, count: session.plan.steps.count)
        try input.withUnsafeBufferPointer { input in
            try output.withUnsafeMutableBufferPointer { output in
                session.bind(input: 0, to: input.baseAddress!)
                session.bind(output: 0, to: output.baseAddress!)
                try session.runTimed(batch: 5, &times)
                #expect(throws: RunError.batch(found: 6, capacity: 5)) { try session.runTimed(batch: 6, &times) }
            }
        }
        #expect(output.map(\.bitPattern) == expected.map(\.bitPattern))
        #expect(times.allSatisfy { $0 >= 0 } && times.contains { $0 > 0 })
    }

    @Test func streamingStepByStepEqualsTheWholeSequence() throws {
        var whole = Session(try load(CompileOptions()))
        var stream = Session(try load(CompileOptions(isStreaming: true)))
        let input = numbers(36)
        let expected = try predict(&whole, input, batch: 1, outputs: 24)
        for _ in 0..<2 {
            var streamed: [Float] = []
            for step in 0..<12 {
                streamed += try predict(&stream, Array(input[step * 3..<step * 3 + 3]), batch: 1, outputs: 2)
            }
            #expect(zip(streamed, expected).allSatisfy { abs($0 - $1) < 1e-6 })
            stream.resetState()
        }
    }

    @Test func aSnapshotGoesOnWhereItWasTaken() throws {
        let model = try load(CompileOptions(isStreaming: true))
        var session = Session(model)
        _ = try predict(&session, numbers(15), batch: 1, outputs: 10)
        let snapshot = session.snapshotState()
        let next = numbers(6, seed: 9)
        let first = try predict(&session, next, batch: 1, outputs: 4)
        #expect(session.snapshotState() != snapshot)

        var other = Session(model)
        try other.restoreState(snapshot)
        #expect(try predict(&other, next, batch: 1, outputs: 4) == first)
        var stateless = Session(try load(CompileOptions()))
        #expect(throws: RunError.self) { try stateless.restoreState(snapshot) }
    }

    @Test(arguments: 2...4) func anyNumberOfThreadsGivesTheSameBits(_ threads: Int) throws {
        let model = try load(CompileOptions(batchCapacity: 37))
        let input = numbers(37 * 36)
        var one = Session(model)
        var many = Session(model, threads: threads)
        for _ in 0..<20 {
            let expected = try predict(&one, input, batch: 37, outputs: 37 * 24)
            #expect(try predict(&many, input, batch: 37, outputs: 37 * 24) == expected)
        }
    }

    @Test func wrongSizesAreNamed() throws {
        var session = Session(try load(CompileOptions(batchCapacity: 2)))
        #expect(throws: RunError.batch(found: 3, capacity: 2)) { try predict(&session, numbers(9), batch: 3, outputs: 6) }
        #expect(throws: RunError.batch(found: 0, capacity: 2)) { try session.run(batch: 0) }
        #expect(throws: RunError.timeSteps(axis: "time", found: 13, bound: 12)) { try predict(&session, numbers(39), batch: 1, outputs: 26) }
        #expect(throws: RunError.elementCount(port: "x", shape: "[batch, time, 3]", expected: 6, found: 5)) {
            try predict(&session, numbers(5), batch: 1, outputs: 4)
        }
        #expect(throws: RunError.elementCount(port: "y", shape: "[batch, time, 2]", expected: 4, found: 3)) {
            try predict(&session, numbers(6), batch: 1, outputs: 3)
        }
    }

    @Test func weightsOfAnotherModelAreRefusedWhole() throws {
        let registry = try Registry([StandardPack()])
        let graph = try TypedGraph.resolve(SourceText(path: "m.json", text: Self.recurrent), registry: registry).get()
        let plan = try graph.compile(CompileOptions(), registry: registry).plan
        var weights = graph.initialWeights(seed: 1)
        weights.tensors[0].values.removeLast()
        #expect(throws: RunError.parameterCount(name: "a/kernel", expected: 45, found: 44)) { try LoadedModel(plan, weights: weights) }
        weights.tensors.removeFirst()
        #expect(throws: RunError.parameterMissing(name: "a/kernel")) { try LoadedModel(plan, weights: weights) }
        weights = graph.initialWeights(seed: 1)
        weights.tensors.append(Weights.Tensor(name: "stranger", sizes: [1], values: [0]))
        #expect(throws: RunError.unknownParameter(name: "stranger")) { try LoadedModel(plan, weights: weights) }
    }
}

@Suite struct WeightShapeTests {
    @Test func aTransposedKernelIsRefused() throws {
        let registry = try Registry([StandardPack()])
        let text = """
            { "format": "lamina/1", "inputs": [{ "name": "x", "shape": [2] }], "layers": [{ "name": "d", "type": "Dense", "units": 3 }] }
            """
        let graph = try TypedGraph.resolve(SourceText(path: "m.json", text: text), registry: registry).get()
        var weights = graph.initialWeights(seed: 1)
        weights.tensors[0].sizes = [3, 2]
        let plan = try graph.compile(CompileOptions(), registry: registry).plan
        #expect(throws: RunError.parameterShape(name: "d/kernel", expected: [2, 3], found: [3, 2])) {
            try LoadedModel(plan, weights: weights)
        }
    }

    @Test func anInferenceSessionShowsTheSharedWeights() throws {
        let registry = try Registry([StandardPack()])
        let text = """
            { "format": "lamina/1", "inputs": [{ "name": "x", "shape": [2] }], "layers": [{ "name": "d", "type": "Dense", "units": 3 }] }
            """
        let graph = try TypedGraph.resolve(SourceText(path: "m.json", text: text), registry: registry).get()
        let weights = graph.initialWeights(seed: 1)
        let session = Session(try LoadedModel(try graph.compile(CompileOptions(), registry: registry).plan, weights: weights))
        #expect(session.weights == weights)
    }
}
