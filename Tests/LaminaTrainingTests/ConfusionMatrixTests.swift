import LaminaCompiler
import LaminaData
import LaminaKit
import LaminaTraining
import Testing

@Suite struct ConfusionMatrixTests {
    private func graph(_ layer: String, loss: String, shape: String = "[2]") throws -> TypedGraph {
        let text = """
            { "format": "lamina/1", "inputs": [{ "name": "x", "shape": \(shape) }], "layers": [\(layer)],
              "training": { "loss": \(loss), "optimizer": "sgd" } }
            """
        return try TypedGraph.resolve(SourceText(path: "m.json", text: text), registry: Fixtures.registry).get()
    }

    private let three = #"{ "type": "Dense", "units": 3, "activation": "softmax" }"#
    private let outputs: [[Float]] = [[0.1, 0.7, 0.2], [0.5, 0.5, 0], [0, 0.1, 0.9], [0.2, 0.6, 0.2]]

    private func examples(_ targets: [Float], _ sizes: [Int]) -> ArrayExamples {
        ArrayExamples(inputs: [Float](repeating: 0, count: 8), inputSizes: [2], targets: targets, targetSizes: sizes)
    }

    /// The first of equal predictions wins; a target that is no class is left out.
    @Test func classNumbers() throws {
        let graph = try graph(three, loss: #""sparse_categorical_crossentropy""#)
        let matrix = try #require(ConfusionMatrix(graph, predictions: outputs, on: examples([1, 0, 0, 1], [1])))
        #expect(matrix.counts == [1, 0, 1, 0, 2, 0, 0, 0, 0])
        let odd = try #require(ConfusionMatrix(graph, predictions: outputs, on: examples([1, -1, 3, 0.5], [1])))
        #expect(odd.counts == [0, 0, 0, 0, 1, 0, 0, 0, 0])
        #expect(odd[1, 1] == 1)
    }

    @Test func distributions() throws {
        let graph = try graph(three, loss: #""categorical_crossentropy""#)
        let targets: [Float] = [0, 1, 0, 0, 0, 1, 0, 0, 1, 1, 0, 0]
        let matrix = try #require(ConfusionMatrix(graph, predictions: outputs, on: examples(targets, [3])))
        #expect(matrix.counts == [0, 1, 0, 0, 1, 0, 1, 0, 1])
    }

    @Test func yesOrNo() throws {
        let one = #"{ "type": "Dense", "units": 1 }"#
        let predictions: [[Float]] = [[0.4], [0.6], [-1], [2]]
        let source = examples([0, 0, 1, 1], [1])
        let plain = try #require(ConfusionMatrix(try graph(one, loss: #""binary_crossentropy""#), predictions: predictions, on: source))
        #expect(plain.counts == [1, 1, 1, 1])
        let logits = #"{ "type": "BinaryCrossentropy", "from_logits": true }"#
        let fromLogits = try #require(ConfusionMatrix(try graph(one, loss: logits), predictions: predictions, on: source))
        #expect(fromLogits.counts == [0, 2, 1, 1])
    }

    @Test func everyStepOfASequenceCounts() throws {
        let layer = #"{ "type": "SimpleRNN", "units": 3, "return_sequences": true, "activation": "sigmoid" }"#
        let graph = try graph(layer, loss: #""sparse_categorical_crossentropy""#, shape: "[2, 1]")
        let source = ArrayExamples(inputs: [0, 0], inputSizes: [2, 1], targets: [1, 2], targetSizes: [2, 1])
        let matrix = try #require(ConfusionMatrix(graph, predictions: [[0, 1, 0, 0, 1, 0]], on: source))
        #expect(matrix.counts == [0, 0, 0, 0, 1, 0, 0, 1, 0])
    }

    @Test func numbersHaveNone() throws {
        #expect(ConfusionMatrix(try graph(three, loss: #""mse""#), predictions: outputs, on: examples([Float](repeating: 0, count: 12), [3])) == nil)
        #expect(ConfusionMatrix(try graph(three, loss: #""binary_crossentropy""#), predictions: outputs, on: examples([Float](repeating: 0, count: 12), [3])) == nil)
    }
}
