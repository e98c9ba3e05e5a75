import ArgumentParser
import Lamina

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// `lamina train`: from a model file to weights, history and a picture.
struct TrainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train",
        abstract: "Trains a model on the examples that its \"data\" section names.",
        discussion: """
            Saves weights.safetensors, history.json, history.csv and, for a forecast in the order of time, forecast.svg into the run's \
            folder, and with them model.json and run.json, from which `report` knows how they came to be. After each epoch it saves checkpoint.safetensors: --resume goes on from there with the same bits as if nothing had \
            happened. Weights that are not finite are not saved: the exit code is 1 then. Ctrl-C ends a training in order.

            EXAMPLES
              lamina train models/weather-gru.json
              lamina train models/xor.json --epochs 500 --seed 3 --output runs/xor
            """)

    @OptionGroup var file: ModelArgument

    @Option(help: "The run's folder (default: runs/<model>).", completion: .directory)
    var output: String?

    @OptionGroup var epochs: EpochsOption

    @OptionGroup var overrides: FitOverrides

    @OptionGroup var arenaLimit: ArenaLimitOption

    @Option(help: "Start from these weights instead of random ones.", completion: .file(extensions: ["safetensors"]))
    var weights: String?

    @Flag(help: "Go on from the run's last checkpoint.")
    var resume = false

    @Flag(help: "One line an epoch instead of a live bar.")
    var noProgress = false

    @Flag(help: "Print errors only.")
    var quiet = false

    @Flag(help: "Print one JSON object at the end instead of text.")
    var json = false

    func validate() throws {
        try requireNotEmpty(("--output", output), ("--weights", weights))
        if resume, weights != nil {
            throw ValidationError("--resume goes on with the checkpoint's weights, --weights starts anew: give one of them")
        }
    }

    func run() throws {
        let environment = ToolEnvironment.current
        let text = try file.readText()
        let model = try file.readModel(text)
        let folder = output ?? "runs/\(model.name)"
        let isSilent = quiet || json
        let say: (String) -> Void = { if !isSilent { environment.output($0) } }
        let job = TrainingJob(model: model, options: options(model), folder: folder, modelText: text, say: say)
        let showsBar = !noProgress && !isSilent && isatty(STDOUT_FILENO) != 0
        let start: Weights? = if let weights { try model.readWeights(weights).weights } else { nil }
        let lock = try RunLock(folder: folder)
        defer { lock.release() }
        if resume, !quiet, !AtomicFile.exists(job.path(.checkpoint)) {
            environment.error("note: there is no \(job.path(.checkpoint)) to go on from: the training starts from its beginning\n")
        }
        let report: TrainingReport
        do {
            report = try job.run(observer: ProgressBar(isLive: showsBar, write: say), startingFrom: start, resumes: resume)
        } catch TrainingError.interrupted {
            let isSaved = AtomicFile.exists(job.path(.checkpoint))
            environment.error("\(showsBar ? "\n" : "")interrupted: \(isSaved ? "go on with --resume" : "no epoch was finished, nothing is saved")\n")
            throw Interruption.exit
        }
        if report.result.wasFinished, !quiet { environment.error("note: nothing was left to train\n") }
        environment.output(json ? report.json.serialized() + "\n" : quiet ? "" : report.text)
        if let problem = report.problem {
            environment.error("error: \(problem)\n")
            throw ToolExit.findings
        }
    }

    private func options(_ model: Model) -> FitOptions {
        var options = overrides.options(of: model)
        if let epochs = epochs.epochs { options.epochs = epochs }
        options.maximumArenaBytes = arenaLimit.maxArenaBytes
        return options
    }
}

extension ModelArgument {
    /// - Throws: `DiagnosticFailure` where there is no such file.
    func readText() throws(DiagnosticFailure) -> SourceText {
        do { return try SourceText.read(path: model) } catch { throw DiagnosticFailure(diagnostics: [error]) }
    }

    /// The model with all its sections; warnings are printed.
    ///
    /// - Throws: `DiagnosticFailure` with every mistake.
    func readModel() throws -> Model { try readModel(readText()) }

    /// The same for its text, which was read before.
    func readModel(_ text: SourceText) throws -> Model {
        let environment = ToolEnvironment.current
        let model = try Model(text, registry: environment.registry)
        environment.show(model.warnings)
        return model
    }
}
