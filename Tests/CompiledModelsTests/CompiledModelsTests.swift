import Lamina
import Testing

/// The types here are made by the plugin from the model files beside this one.
@Suite struct CompiledModelsTests {
    private static let folder = #filePath.split(separator: "/").dropLast().reduce("") { "\($0)/\($1)" }

    private func model(_ name: String) throws -> Model { try Model("\(Self.folder)/\(name).json") }

    @Test func theConstantsAreTheModels() throws {
        let model = try model("xor")
        #expect(XOR.parameterCount == model.parameterCount)
        #expect(XOR.arenaBytes == (try model.compile(CompileOptions()).plan.arenaBytes))
        #expect(XOR.inputShapes == [[2]] && XOR.outputShapes == [[1]] && XOR.batchCapacity == 1)
        #expect(TwoPorts.inputShapes == [[2, 3], [1], [2]] && TwoPorts.outputShapes == [[5], [1]])
        #expect(StatefulGRU.inputShapes == [[9, 2]])
        #expect(try XOR().file["lamina.model"] == "xor")
    }

    @Test func anEmbeddedModelGivesTheInterpretersBits() throws {
        let model = try model("xor")
        let loaded = try model.load(model.readWeights("\(Self.folder)/xor.safetensors").weights)
        var expected = Session(loaded)
        let xor = try XOR()
        var session = xor.session()
        for bits: InlineArray<2, Float> in [[0, 0], [0, 1], [1, 0], [1, 1], [0.5, -3]] {
            var output: [Float] = [.nan]
            var span = output.mutableSpan
            try expected.predict(bits.span, into: &span)
            #expect(session.predict(bits: bits) == output[0])
            #expect(xor.predict(bits: bits) == output[0])
        }
        #expect(xor.predict(bits: [0, 1]) > 0.5)
        #expect(xor.predict(bits: [1, 1]) < 0.5)
        #expect(try XOR().model === xor.model)
    }

    @Test func severalInputsAndOutputsHaveTheirLabels() throws {
        let model = try model("two-ports")
        let weights = model.initialWeights(seed: 2)
        let two = try TwoPorts(weights: weights)
        let input: InlineArray<6, Float> = [1, 2, 3, -1, -2, -3]
        var session = two.session()
        let prediction = session.predict(in: input, hourSin: 0.5, session: [4, 5])

        var expected = Session(try model.load(weights))
        var (classes, rain) = ([Float](repeating: 0, count: 5), [Float](repeating: 0, count: 1))
        let (hour, rest): ([Float], [Float]) = ([0.5], [4, 5])
        var classesSpan = classes.mutableSpan
        var rainSpan = rain.mutableSpan
        try expected.bind(input: 0, to: input.span, batch: 1)
        try expected.bind(input: 1, to: hour.span, batch: 1)
        try expected.bind(input: 2, to: rest.span, batch: 1)
        try expected.bind(output: 0, to: &classesSpan, batch: 1)
        try expected.bind(output: 1, to: &rainSpan, batch: 1)
        try expected.runOnce()
        #expect((0..<5).map { prediction.default[$0] } == classes)
        #expect(prediction.rainMm == rain[0])
        #expect(throws: PlanFileError.self) { try TwoPorts(weights: Weights([])) }
    }

    /// In a folder, and named as functions that the generated code calls.
    @Test func portsMayHaveTheNamesOfFunctions() throws {
        let model = try model("two/ports")
        var expected = Session(try model.load(model.readWeights("\(Self.folder)/two/ports.safetensors").weights))
        let (first, second): ([Float], [Float]) = ([0.5], [-1, 3])
        var output = [Float](repeating: .nan, count: 2)
        var span = output.mutableSpan
        try expected.bind(input: 0, to: first.span, batch: 1)
        try expected.bind(input: 1, to: second.span, batch: 1)
        try expected.bind(output: 0, to: &span, batch: 1)
        try expected.runOnce()
        let weather = try Ports().predict(predict: 0.5, preconditionFailure: [-1, 3])
        #expect([weather[0], weather[1]] == output)
    }

    @Test func classesHaveTheirNames() throws {
        #expect(Ports.classNames == ["dry", "\"wet\" \\(and) windy"])
    }

    @Test func sequencesAreSpansAndTheirStateCanBeKept() throws {
        let model = try model("stateful-GRU")
        let weights = model.initialWeights(seed: 2)
        var session = try StatefulGRU(weights: weights).session()
        let input: [Float] = [1, 2, 3, 4, 5, 6]
        func predict(_ steps: Range<Int>) throws -> [Float] {
            var output = [Float](repeating: .nan, count: steps.count)
            var span = output.mutableSpan
            let part = Array(input[steps.lowerBound * 2..<steps.upperBound * 2])
            try session.predict(x: part.span, y: &span)
            return output
        }
        let whole = try predict(0..<3)
        session.resetState()
        let first = try predict(0..<1)
        let snapshot = session.snapshotState()
        let rest = try predict(1..<3)
        #expect(zip(first + rest, whole).allSatisfy { abs($0 - $1) < 1e-6 })
        try session.restoreState(snapshot)
        #expect(try predict(1..<3) == rest)

        var wrong = [Float](repeating: 0, count: 2)
        #expect(throws: RunError.elementCount(port: "y", shape: "[batch, time, 1]", expected: 3, found: 2)) {
            var span = wrong.mutableSpan
            try session.predict(x: input.span, y: &span)
        }
        #expect(throws: RunError.elementCount(port: "x", shape: "[batch, time, 2]", expected: 6, found: 5)) {
            var span = wrong.mutableSpan
            try session.predict(x: Array(input.dropLast()).span, y: &span)
        }
    }
}
