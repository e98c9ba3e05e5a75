import ArgumentParser
import Lamina

/// `lamina evaluate`: loss, metrics and error in units of trained weights on held-back examples.
struct EvaluateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate",
        abstract: "Measures trained weights on the test part of the model's data.",
        discussion: """
            EXAMPLES:
              lamina evaluate models/weather-gru.json
              lamina evaluate models/digits-mlp.json --weights runs/digits-mlp/weights.safetensors --json
            """)

    @OptionGroup var file: ModelArgument
    @OptionGroup var weights: WeightsOption

    @Option(help: "Threads for one run.")
    var threads = 1

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let model = try file.readModel()
        let trained = try weights.read(for: model)
        let assessment = try Assessment(model, trained.weights, try model.loadData(), threads: max(1, threads))
        ToolEnvironment.current.output(json ? assessment.json.serialized() + "\n" : assessment.text + "\n")
    }
}

/// Where trained weights are.
struct WeightsOption: ParsableArguments {
    @Option(help: "The weights file (default: runs/<model>/weights.safetensors).", completion: .file(extensions: ["safetensors"]))
    var weights: String?

    func path(for model: Model) -> String { weights ?? "runs/\(model.name)/weights.safetensors" }

    func read(for model: Model) throws -> Safetensors {
        try Safetensors(contentsOf: path(for: model))
    }
}
