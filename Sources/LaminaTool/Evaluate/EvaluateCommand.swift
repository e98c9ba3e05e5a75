import ArgumentParser
import Lamina

/// `lamina evaluate`: loss, metrics and error in units of trained weights on held-back examples.
struct EvaluateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate",
        abstract: "Measures trained weights on the test part of the model's data.",
        discussion: """
            For a classifier a confusion matrix follows: how often each class was taken for each other one.

            EXAMPLES:
              lamina evaluate models/weather-gru.json
              lamina evaluate models/digits-mlp.json --weights runs/digits-mlp/weights.safetensors --json
            """)

    @OptionGroup var file: ModelArgument
    @OptionGroup var weights: WeightsOption

    @OptionGroup var threads: ThreadsOption

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let model = try file.readModel()
        let trained = try weights.read(for: model)
        let assessment = try Assessment(model, trained.weights, try model.loadData(), threads: threads.threads ?? 1)
        let confusion = assessment.confusion
        guard json else {
            ToolEnvironment.current.output(assessment.text + "\n" + (confusion.map { "\n\($0.text)\n" } ?? ""))
            return
        }
        let members = assessment.members + (confusion.map { [("confusion_matrix", $0.json)] } ?? [])
        ToolEnvironment.current.output(JSONValue.object(members).serialized() + "\n")
    }
}

/// Where trained weights are.
struct WeightsOption: ParsableArguments {
    @Option(help: "The weights file (default: runs/<model>/weights.safetensors).", completion: .file(extensions: ["safetensors"]))
    var weights: String?

    func path(for model: Model) -> String { weights ?? "runs/\(model.name)/weights.safetensors" }

    func read(for model: Model) throws -> Safetensors {
        try model.readWeights(path(for: model))
    }
}
