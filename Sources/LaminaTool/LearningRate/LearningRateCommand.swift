import ArgumentParser
import Lamina

/// `lamina lr-find`: a learning rate range test.
struct LearningRateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lr-find",
        abstract: "Looks for a learning rate: trains some batches at rates that grow from tiny to huge.",
        discussion: """
            The rate grows geometrically from batch to batch until the loss runs away. Suggested is the rate at which the loss falls most
            steeply. lr-find.csv and lr-find.svg are written into the run's folder; weights are not.

            EXAMPLES
              lamina lr-find models/weather-gru.json
              lamina lr-find models/digits-mlp.json --from 1e-5 --to 1 --batches 200
            """)

    @OptionGroup var file: ModelArgument

    @Option(help: "The first learning rate.")
    var from = 1e-7

    @Option(help: "The last learning rate.")
    var to = 10.0

    @Option(help: "How many batches are trained.")
    var batches = 100

    @Option(help: "The run's folder (default: runs/<model>).", completion: .directory)
    var output: String?

    @OptionGroup var overrides: FitOverrides

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        guard from > 0, to > from, to.isFinite, Float(from) > 0, Float(to).isFinite else {
            throw ValidationError("--from must be greater than 0 and --to greater than --from, found \(from) and \(to)")
        }
        guard (2...100_000).contains(batches) else { throw ValidationError("--batches must be from 2 to 100000, found \(batches)") }
        try requireNotEmpty(("--output", output))
    }

    func run() throws {
        let environment = ToolEnvironment.current
        let model = try file.readModel()
        let folder = output ?? "runs/\(model.name)"
        let options = overrides.options(of: model)
        let search = try model.trainer(options).findLearningRate(
            training: try model.loadData().training, from: from, to: to, batches: batches)
        let report = LearningRateReport(model: model.name, search: search)
        try AtomicFile.write(report.csv, to: "\(folder)/lr-find.csv")
        try AtomicFile.write(report.picture, to: "\(folder)/lr-find.svg")
        let files = ["\(folder)/lr-find.csv", "\(folder)/lr-find.svg"]
        environment.output(json ? report.json(files: files).serialized() + "\n" : report.text + "Saved \(files.joined(separator: ", "))\n")
    }
}
