import ArgumentParser
import Lamina

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// `lamina tune`: trains a model with many values of some of its fields, and says which were best.
struct TuneCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tune",
        abstract: "Trains a model with other values of its fields, by grid or by lot, and ranks them.",
        discussion: """
            A search file names the model and the values to try:

              {
                "format": "lamina-search/1", "model": "../moons.json",
                "search": {
                  "layers.hidden.units": [4, 8, 16],
                  "training.optimizer.learning_rate":
                    { "type": "log_uniform", "from": 1e-4, "to": 1e-1 },
                  "fit.batch_size":
                    { "type": "integer", "from": 8, "to": 64, "step": 8 }
                },
                "strategy": { "type": "random", "trials": 20, "seed": 1 },
                "monitor": "val_loss", "epochs": 10
              }

            A path leads through a section (\(ModelPath.sections.joined(separator: ", "))) to a field; elements of lists are found by their name, or by \
            their number from 0 on. Values are a list, or a range: uniform, log_uniform, integer. "strategy": "grid" tries all combinations, \
            and of a range as many values as its "points" says. "set" holds fields that have one other value in all trials. "monitor" is \
            the number that counts, as it was for the weights that the training kept; "mode" says whether "min" or "max" is best.

            Each trial is trained by a process of its own into a folder of its own, which keeps its model file, weights and history. Trials \
            depend on the search file alone, results on neither the number of processes nor their order. After Ctrl-C or a kill the same \
            command goes on: what has a result is not trained again, what was interrupted goes on from its checkpoint. results.json and \
            results.csv hold the table. Exit code 1: a trial's model has mistakes, or no trial has a result.

            EXAMPLES
              lamina tune models/searches/moons.json
              lamina tune models/searches/moons.json --jobs 2 --output runs/moons-again
              lamina tune models/searches/moons.json --list
            """)

    @Argument(help: "The search file.", completion: .file(extensions: ["json"]))
    var search: String

    @Option(parsing: .unconditional, help: "Trials that are trained at the same time (default: one for each core).")
    var jobs: Int?

    @Option(help: "The folder of all trials (default: runs/<search>-search).", completion: .directory)
    var output: String?

    @OptionGroup var threads: ThreadsOption

    @Flag(help: "Check the search file and print the trials; train nothing.")
    var list = false

    @Flag(help: "Print errors only.")
    var quiet = false

    @Flag(help: "Print one JSON object at the end instead of text.")
    var json = false

    func validate() throws {
        if let jobs, !(1...256).contains(jobs) { throw ValidationError("--jobs must be from 1 to 256, found \(jobs)") }
        try requireNotEmpty(("--output", output))
    }

    func run() throws {
        let environment = ToolEnvironment.current
        let search = try Search(try SearchFile(path: search, registry: environment.registry), registry: environment.registry)
        environment.show(search.warnings)
        if list { return environment.output(json ? listJSON(search).serialized() + "\n" : listText(search)) }
        let isSilent = quiet || json
        let folder = output ?? "runs/\(Self.stem(of: self.search))-search"
        let lock = try RunLock(folder: folder)
        defer { lock.release() }
        let job = TuneJob(
            search: search, folder: folder, jobs: jobs ?? max(1, min(256, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))), threads: threads.threads,
            environment: environment, say: { if !isSilent { environment.output($0) } })
        let report = TuneReport(search, folder: folder, outcomes: try job.run())
        let files = ["\(folder)/results.json", "\(folder)/results.csv"]
        try AtomicFile.update(report.json(files: files).serialized() + "\n", at: files[0])
        try AtomicFile.update(report.csv, at: files[1])
        environment.output(json ? report.json(files: files).serialized() + "\n" : quiet ? "" : report.text(tool: environment.name, files: files))
        try conclude(report, environment)
    }

    private func conclude(_ report: TuneReport, _ environment: ToolEnvironment) throws {
        if Interruption.isWanted {
            let done = report.ranking.count + report.failed.count
            environment.error("interrupted: \(done) of \(report.search.trials.count.of("trial")) done; the same command goes on\n")
            throw Interruption.exit
        }
        if let first = report.unfinished.first {
            environment.error("error: \(report.unfinished.count.of("trial")) not finished: trial \(first.trial.number): \(first.reason.printable)\n")
            throw ToolExit.failure
        }
        if report.ranking.isEmpty {
            environment.error("error: no trial has a result: trial 1: \((report.failed.first?.reason ?? "").printable)\n")
            throw ToolExit.findings
        }
        if report.hasInvalidModels { throw ToolExit.findings }
    }

    private func listText(_ search: Search) -> String {
        var table = TextTable([.init("trial", .right)] + search.columnNames.map { .init($0, .right) })
        for trial in search.trials { table.append([String(trial.number)] + trial.values.map(\.plainText)) }
        return table.lines().joined(separator: "\n") + "\n"
    }

    private func listJSON(_ search: Search) -> JSONValue {
        .array(search.trials.map { trial in .object(zip(search.file.axes, trial.values).map { ($0.path, $1) }) })
    }

    /// `moons` of `models/searches/moons.json`.
    private static func stem(of path: String) -> String {
        let file = path.split(separator: "/").last.map(String.init) ?? path
        let stem = [".json", ".search"].reduce(file) { $0.hasSuffix($1) ? String($0.dropLast($1.count)) : $0 }
        return stem.isEmpty ? "model" : stem
    }
}
