import ArgumentParser
import Lamina
import LaminaPictures

/// `lamina predict`: raw data in, predictions in real units out.
struct PredictCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "predict",
        abstract: "Predicts from raw data with trained weights.",
        discussion: """
            For a model trained on a CSV file, INPUT is a CSV file with the same columns; what was derived and normalised for training is \
            done to it again, and one prediction a window, row or sequence is printed in the target's unit. For a model trained on a plain \
            text INPUT is one, and the word that follows each window is printed.

            INPUT may also be a JSON array with the raw numbers of one or more examples, in the shape and column order that the model \
            takes (of a model of padded sequences each as long as it is): they are scaled as in training, and so are the predictions back; \
            where the target is a change, the change is printed. Of standard input (-) and of files that end neither in .csv nor in \
            .json, the first character tells the format: [ begins JSON.

            EXAMPLES
              lamina predict models/weather-gru.json yesterday.csv --last
              lamina predict models/next-word.json beginning.txt --last
              tail -n 1000 log.txt | lamina predict models/weather-gru.json - --format csv
              echo '[[0, 1], [1, 1]]' | lamina predict models/xor.json -
            """)

    @OptionGroup var file: ModelArgument

    @Argument(help: "A CSV or JSON file, or - for standard input.", completion: .file(extensions: ["csv", "tsv", "txt", "json"]))
    var input: String

    @OptionGroup var weights: WeightsOption

    @Option(help: "How INPUT is read, whatever its name: csv or json.")
    var format: PredictionInput.Format?

    @Flag(help: "Only the prediction of the last window.")
    var last = false

    @Flag(help: "Print JSON: one array of numbers a prediction.")
    var json = false

    func run() throws {
        let model = try file.readModel()
        let trained = try weights.read(for: model)
        let preprocessing = try model.preprocessing(of: trained, path: weights.path(for: model)) ?? .identity
        let input = try PredictionInput(input, format: format)
        let predictions = try input.predictions(of: model, trained.weights, preprocessing)
        if let wrong = predictions.firstIndex(where: { !$0.allSatisfy(\.isFinite) }) {
            let message = "prediction \(wrong + 1) of \(predictions.count) is not finite: the input or the weights are out of all bounds"
            throw DiagnosticFailure(diagnostics: [Diagnostic(PredictCode.notFinite, message, path: input.text.path)])
        }
        show(last ? Array(predictions.suffix(1)) : predictions, preprocessing.target)
    }

    private func show(_ predictions: [[Double]], _ target: Preprocessing.Target) {
        let output = ToolEnvironment.current.output
        guard !json else {
            output(JSONValue.array(predictions.map { .array($0.map { .number($0) }) }).serialized(pretty: false) + "\n")
            return
        }
        for prediction in predictions {
            let numbers = prediction.map { $0.formatted(decimals: 4) }.joined(separator: " ")
            let line = Self.label(prediction, target.classNames) ?? numbers + (target.unit.map { " \($0)" } ?? "")
            output(line.printable + "\n")
        }
    }

    /// The name of the likeliest class and its number: `cat 0.8486`. Nil where the prediction is not one number a class. Of two classes one
    /// number may be the second one's probability; a model may have room for more words than its vocabulary holds.
    static func label(_ prediction: [Double], _ names: [String]) -> String? {
        if prediction.count == 1, names.count == 2, (0...1).contains(prediction[0]) {
            return label([1 - prediction[0], prediction[0]], names)
        }
        guard !names.isEmpty, prediction.count >= names.count, let best = prediction.indices.max(by: { prediction[$0] < prediction[$1] }) else {
            return nil
        }
        return "\(best < names.count ? names[best] : String(best)) \(prediction[best].formatted(decimals: 4))"
    }
}
