import LaminaSource
import LaminaTesting
import Testing

/// Networks that others trained and ran in Keras: RTNeural's test vectors, read from the shared data folder.
@Suite(.enabled(if: RTNeuralData.isPresent, "RTNeural's test data is not in ../shared/data/rtneural"))
struct RTNeuralTests {
    static let names = ["dense", "gru", "gru_1d", "lstm", "lstm_1d"]

    @Test(arguments: names) func wholeSequence(_ name: String) throws {
        let (inputs, outputs) = try (RTNeuralData.column("\(name)_x_python"), RTNeuralData.column("\(name)_y_python"))
        let network = try RTNeuralModel(RTNeuralData.root(name), steps: inputs.count)
        let model = try Model(SourceText(path: "\(name).json", text: network.text))
        for execution in [Execution.standard, .unfused, .naive, .twoThreads] {
            let found = try ModelRunner(model, .inference, batch: 1, execution: execution).outputs(network.weights, [inputs])[0]
            let error = Difference.relative(found, to: outputs)
            WorstErrors.record(error, family: "rtneural", role: "output", name)
            #expect(error <= 1e-5, "\(execution)")
        }
    }

    /// The sequence in pieces of 1, 2, 3 … steps: recurrent layers keep their state.
    @Test(arguments: names) func inPieces(_ name: String) throws {
        let (inputs, outputs) = try (RTNeuralData.column("\(name)_x_python"), RTNeuralData.column("\(name)_y_python"))
        let network = try RTNeuralModel(RTNeuralData.root(name), steps: nil)
        let model = try Model(SourceText(path: "\(name).json", text: network.text))
        var session = try ModelRunner(model, .inference, batch: 1, isStreaming: true).session(network.weights)
        var found: [Float] = []
        var next = 0
        var length = 1
        while next < inputs.count {
            let end = min(next + length, inputs.count)
            found += try session.run([Array(inputs[next..<end])])[0]
            (next, length) = (end, length + 1)
        }
        #expect(Difference.relative(found, to: outputs) <= 1e-5)
    }
}

private enum RTNeuralData {
    static let folder = PackagePaths.root + "/../shared/data/rtneural"

    static var isPresent: Bool { (try? SourceText.read(path: folder + "/models/dense.json")) != nil }

    static func root(_ name: String) throws -> JSONNode {
        try JSONDocument.parse(SourceText.read(path: folder + "/models/\(name).json")).root
    }

    static func column(_ name: String) throws -> [Float] {
        let bytes = try SourceText.read(path: folder + "/test_data/\(name).csv").bytes
        return String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline).map { Float($0)! }
    }
}
