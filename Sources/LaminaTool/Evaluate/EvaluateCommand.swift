import ArgumentParser
import Lamina

/// `lamina evaluate`: loss, metrics and error in units of trained weights on held-back examples.
struct EvaluateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate",
        abstract: "Measures trained weights on the test part of the model's data.",
        discussion: """
            Data are scaled as those were that the weights were trained on, whatever the file holds now. For a classifier a confusion
            matrix follows: how often each class was taken for each other one.

            EXAMPLES
              lamina evaluate models/weather-gru.json
              lamina evaluate models/digits-mlp.json --weights old.safetensors --json
            """)

    @OptionGroup var file: ModelArgument
    @OptionGroup var weights: WeightsOption

    @OptionGroup var threads: ThreadsOption

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let model = try file.readModel()
        let trained = try weights.read(for: model)
        let preprocessing = try model.preprocessing(of: trained, path: weights.path(for: model))
        let data = try model.loadData(as: preprocessing)
        let assessment = try Assessment(model, trained.weights, data, threads: threads.threads ?? 1)
        show(assessment)
        if let number = assessment.nonFiniteNumber {
            ToolEnvironment.current.error("error: '\(number.printable)' is not a finite number: weights or data are out of all bounds\n")
            throw ToolExit.findings
        }
    }

    private func show(_ assessment: Assessment) {
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
        let path = path(for: model)
        let file = try model.readWeights(path)
        ToolEnvironment.current.show(model.doubts(about: file, path: path))
        return file
    }

    func validate() throws { try requireNotEmpty(("--weights", weights)) }
}
