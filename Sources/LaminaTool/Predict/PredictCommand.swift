import ArgumentParser
import Lamina

/// `lamina predict`: raw data in, predictions in real units out.
struct PredictCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "predict",
        abstract: "Predicts from raw data with trained weights.",
        discussion: """
            For a model trained on a CSV file, INPUT is a CSV file with the same columns; what was derived and normalised for training is
            done to it again, and one prediction a window is printed in the target's unit. Otherwise INPUT is a JSON array with the
            numbers of one or more examples, as the model takes them; - reads it from standard input.

            EXAMPLES:
              lamina predict models/weather-gru.json yesterday.csv --last
              echo '[[0, 1], [1, 1]]' | lamina predict models/xor.json -
            """)

    @OptionGroup var file: ModelArgument

    @Argument(help: "A CSV file, a JSON file, or - for JSON on standard input.", completion: .file(extensions: ["csv", "json"]))
    var input: String

    @OptionGroup var weights: WeightsOption

    @Flag(help: "Only the prediction of the last window.")
    var last = false

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let model = try file.readModel()
        let trained = try weights.read(for: model)
        let preprocessing = try WeightsMetadata.preprocessing(
            trained, path: weights.path(for: model), registry: ToolEnvironment.current.registry)
        let predictions =
            input.hasSuffix(".csv")
            ? try PredictionInput.csv(input, model, trained.weights, preprocessing)
            : try PredictionInput.json(input, model, trained.weights)
        show(last ? Array(predictions.suffix(1)) : predictions, unit: preprocessing.target.unit)
    }

    private func show(_ predictions: [[Double]], unit: String?) {
        let output = ToolEnvironment.current.output
        guard !json else {
            output(JSONValue.array(predictions.map { .array($0.map { .number($0) }) }).serialized(pretty: false) + "\n")
            return
        }
        for prediction in predictions {
            let numbers = prediction.map { $0.formatted(decimals: 4) }.joined(separator: " ")
            output(numbers + (unit.map { " \($0)" } ?? "") + "\n")
        }
    }
}

/// Reads what is to be predicted from and runs the model on it.
enum PredictionInput {
    /// One prediction for each window (or row) of a CSV file, in the target's unit.
    static func csv(_ path: String, _ model: Model, _ weights: Weights, _ preprocessing: Preprocessing) throws -> [[Double]] {
        let prepared = try preprocessing.prepare(csv: path)
        let outputs = try predictor(model, prepared.examples.count).predict(weights, on: prepared.examples)
        return outputs.enumerated().map { index, output in
            output.enumerated().map { prepared.forecast($1, index, column: $0) }
        }
    }

    /// One prediction for each example of a JSON array, as the model gives it.
    static func json(_ path: String, _ model: Model, _ weights: Weights) throws -> [[Double]] {
        let text = path == "-" ? try StandardInput.read() : try sourceText(path)
        let root = try JSONDocument.parse(text).root
        let sizes = model.graph.inputs.first?.shape.dimensions.map(\.size) ?? []
        let examples = try JSONExamples(root, sizes: sizes, targetSizes: [1])
        let outputs = try predictor(model, examples.count).predict(weights, on: examples)
        return outputs.map { $0.map(Double.init) }
    }

    private static func predictor(_ model: Model, _ count: Int) throws -> Predictor {
        try Predictor(model.graph, registry: model.registry, batchSize: max(1, min(256, count)))
    }

    private static func sourceText(_ path: String) throws(DiagnosticFailure) -> SourceText {
        do {
            return try SourceText.read(path: path)
        } catch {
            throw DiagnosticFailure(diagnostics: [error])
        }
    }
}
