import Foundation
import Lamina
import LaminaCompiler
import Testing

/// Layers that are used more than once, and models inside models; their numbers are compared with Keras's in the goldens.
@Suite struct CompositionTests {
    private let folder = Folder()

    private func model(_ layers: String, shape: String = "[3]", file: String = "model.json") throws -> Model {
        try Model(folder.write(file, layers, shape: shape))
    }

    private func messages(_ layers: String) throws -> [String] {
        let failure = try #require(throws: DiagnosticFailure.self) { try model(layers) }
        return failure.diagnostics.map(\.message)
    }

    @Test func aLayerUsedTwiceIsCountedOnce() throws {
        let model = try model(#"{ "name": "a", "type": "Dense", "units": 3 }, { "name": "b", "same_as": "a" }"#)
        #expect(model.parameterCount == 12)
        #expect(model.initialWeights().tensors.map(\.name) == ["a/kernel", "a/bias"])
    }

    @Test func parametersAreNamedByTheWayToThem() throws {
        try folder.write("inner.json", #"{ "name": "dense", "type": "Dense", "units": 2 }"#)
        try folder.write("middle.json", #"{ "name": "inner", "type": "Model", "file": "inner.json" }"#)
        let model = try model(#"{ "name": "outer", "type": "Model", "file": "./middle.json" }"#)
        #expect(model.initialWeights().tensors.map(\.name) == ["outer/inner/dense/kernel", "outer/inner/dense/bias"])
        #expect(model.outputShapes == ["outer": [2]])
    }

    @Test func aModelIsFrozenAsAWholeOrInParts() throws {
        try folder.write("part.json", #"{ "type": "Dense", "units": 4, "trainable": false }, { "type": "Dense", "units": 2 }"#)
        #expect(try model(#"{ "type": "Model", "file": "part.json" }"#).trainableParameterCount == 10)
        #expect(try model(#"{ "type": "Model", "file": "part.json", "trainable": false }"#).trainableParameterCount == 0)
    }

    /// A frozen model normalises as it predicts, whatever its layers say.
    @Test func nothingMovesInAFrozenModel() throws {
        try folder.write("part.json", #"{ "name": "norm", "type": "BatchNormalization" }"#)
        let text = #"{ "name": "part", "type": "Model", "file": "part.json", "trainable": false }, { "name": "out", "type": "Dense", "units": 1 }"#
        let model = try model(text)
        let examples = ArrayExamples(inputs: (0..<60).map { Float($0) }, inputSizes: [3], targets: (0..<20).map { Float($0) }, targetSizes: [1])
        let options = FitOptions(epochs: 2)
        let before = model.initialWeights(seed: options.seed)
        let after = try model.trainer(options).fit(training: examples).weights
        for name in ["part/norm/moving_mean", "part/norm/moving_variance", "part/norm/gamma"] { #expect(after[name]!.values == before[name]!.values) }
        #expect(after["out/kernel"]!.values != before["out/kernel"]!.values)
    }

    @Test func anotherInnerModelIsAnotherDefinition() throws {
        try folder.write("part.json", #"{ "name": "dense", "type": "Dense", "units": 2, "activation": "relu" }"#)
        let first = try model(#"{ "name": "part", "type": "Model", "file": "part.json" }"#).graph.definition
        try folder.write("part.json", #"{ "name": "dense", "type": "Dense", "units": 2, "activation": "tanh" }"#)
        #expect(try model(#"{ "name": "part", "type": "Model", "file": "part.json" }"#).graph.definition != first)
    }

    /// Also where another layer holds it.
    @Test func anInnerModelInsideAnotherLayerBelongsToTheDefinition() throws {
        let steps = #"{ "name": "steps", "type": "TimeDistributed", "layer": { "type": "Model", "file": "part.json" } }"#
        try folder.write("part.json", #"{ "name": "dense", "type": "Dense", "units": 2, "activation": "relu" }"#)
        let first = try model(steps, shape: "[4, 3]").graph.definition
        #expect(try model(steps, shape: "[4, 3]").graph.definition == first)
        try folder.write("part.json", #"{ "name": "dense", "type": "Dense", "units": 2, "activation": "tanh" }"#)
        #expect(try model(steps, shape: "[4, 3]").graph.definition != first)
    }

    @Test func aWarningOfAFileIsTold() throws {
        try folder.write("part.json", #"{ "name": "a", "type": "Dense", "units": 2 }, { "name": "b", "type": "Dense", "units": 2, "inputs": ["x"] }"#)
        let model = try model(#"{ "name": "part", "type": "Model", "file": "part.json" }"#)
        #expect(model.warnings.map(\.code) == ["layer-unused"])
    }

    /// Keras has one state for all uses; here each use would have its own.
    @Test func aStatefulLayerIsNotUsedTwice() throws {
        let layers = #"{ "name": "g", "type": "GRU", "units": 3, "stateful": true, "return_sequences": true }, { "name": "h", "same_as": "g" }"#
        let model = try model(layers, shape: "[4, 3]")
        #expect(throws: DiagnosticFailure.self) { try model.compile(CompileOptions(.inference)) }
        #expect(throws: Never.self) { try model.compile(CompileOptions(.inference, isStreaming: true)) }
    }

    @Test func filesInACircleAreRefused() throws {
        try folder.write("a.json", #"{ "name": "b", "type": "Model", "file": "b.json" }"#)
        try folder.write("b.json", #"{ "name": "a", "type": "Model", "file": "../\#(folder.name)/a.json" }"#)
        let messages = try messages(#"{ "name": "a", "type": "Model", "file": "a.json" }"#)
        #expect(messages.count == 1 && messages[0].contains("the file takes part in itself"))
    }

    /// Fifteen files, each with two of the next: few bytes that stand for 2¹⁵ layers.
    @Test func fewBytesCannotAskForEndlessWork() throws {
        try folder.write("0.json", #"{ "type": "Activation", "activation": "tanh" }"#)
        for level in 1...14 {
            let part = #"{ "type": "Model", "file": "\#(level - 1).json" }"#
            try folder.write("\(level).json", "\(part), \(part)")
        }
        let part = #"{ "type": "Model", "file": "14.json" }"#
        let messages = try messages("\(part), \(part)")
        #expect(messages.count == 1 && messages[0].contains("has more than 20000 layers"))
    }

    @Test func filesThatGoTooDeepAreRefused() throws {
        try folder.write("0.json", #"{ "type": "Activation", "activation": "tanh" }"#)
        for level in 1...20 { try folder.write("\(level).json", #"{ "type": "Model", "file": "\#(level - 1).json" }"#) }
        let messages = try messages(#"{ "type": "Model", "file": "20.json" }"#)
        #expect(messages.count == 1 && messages[0].contains("more than 16 deep"))
    }
}

/// A folder of model files that is gone with the test.
private final class Folder: Sendable {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path

    var name: String { (path as NSString).lastPathComponent }

    init() {
        do { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) } catch { fatalError("\(error)") }
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    @discardableResult
    func write(_ file: String, _ layers: String, shape: String = "[3]") throws -> String {
        let text = """
            { "format": "lamina/1", "inputs": [{ "name": "x", "shape": \(shape) }], "layers": [\(layers)],
              "training": { "loss": "mse", "optimizer": "sgd" } }
            """
        try text.write(toFile: "\(path)/\(file)", atomically: true, encoding: .utf8)
        return "\(path)/\(file)"
    }
}
