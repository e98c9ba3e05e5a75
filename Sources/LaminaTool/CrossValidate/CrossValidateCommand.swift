import ArgumentParser
import Lamina

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// `lamina cross-validate`: how a model does on each part of its data, trained on all others.
struct CrossValidateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cross-validate",
        abstract: "Trains a model several times, each time measured on another part of its data.",
        discussion: """
            The examples outside the test part are cut into folds. For each fold the model is trained from its beginning on all others \
            and measured on this one; data are scaled by what the others show. Examples that the split shuffles are dealt out by its \
            seed; in the order of time a fold is a block, and no window reaches over its borders. The validation share of the split does \
            not count: callbacks watch the fold that is held back. cross-validation.json and .csv are written into the run's folder; \
            weights are not kept, and what callbacks write goes into fold-1, fold-2 … there. The spread is the standard deviation of a sample, by folds less one.

            EXAMPLES
              lamina cross-validate models/moons.json
              lamina cross-validate models/weather-gru.json --folds 4 --epochs 10
            """)

    @OptionGroup var file: ModelArgument

    @Option(parsing: .unconditional, help: "How many parts, each held back once.")
    var folds = 5

    @OptionGroup var epochs: EpochsOption

    @OptionGroup var overrides: FitOverrides

    @Option(help: "The run's folder (default: runs/<model>).", completion: .directory)
    var output: String?

    @Flag(help: "Print errors only.")
    var quiet = false

    @Flag(help: "Print one JSON object at the end instead of text.")
    var json = false

    func validate() throws {
        guard (2...1000).contains(folds) else { throw ValidationError("--folds must be from 2 to 1000, found \(folds)") }
        try requireNotEmpty(("--output", output))
    }

    func run() throws {
        let environment = ToolEnvironment.current
        let model = try file.readModel()
        let folder = output ?? "runs/\(model.name)"
        let isSilent = quiet || json
        var options = overrides.options(of: model)
        if let epochs = epochs.epochs { options.epochs = epochs }
        let validation = CrossValidation(model: model, options: options, folds: folds, folder: folder)
        let report: CrossValidationReport
        do {
            report = try validation.run { if !isSilent { environment.output($0 + "\n") } }
        } catch TrainingError.interrupted {
            environment.error("interrupted: nothing is saved\n")
            throw Interruption.exit
        }
        let files = ["\(folder)/cross-validation.json", "\(folder)/cross-validation.csv"]
        try AtomicFile.update(report.json(files: files).serialized() + "\n", at: files[0])
        try AtomicFile.update(report.csv, at: files[1])
        environment.output(json ? report.json(files: files).serialized() + "\n" : quiet ? "" : report.text + "\nSaved \(files.joined(separator: ", "))\n")
        if let name = report.nonFiniteNumber {
            environment.error("error: '\(name.printable)' is not a finite number in every fold\n")
            throw ToolExit.findings
        }
    }
}
