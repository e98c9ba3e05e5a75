import ArgumentParser
import Lamina
import LaminaPictures

/// `lamina report`: one page that shows what a training came to.
struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Shows a training in one HTML page: curves, results, layers, memory.",
        discussion: """
            Reads what `train` wrote into the run's folder and looks at the model on its data once more. The page needs no network and no \
            script. What cannot be found, such as a data file, is left out, and the page says so.

            EXAMPLES
              lamina report runs/weather-gru
              lamina report runs/rnn --beside runs/lstm --beside runs/gru
              lamina report runs/digits-mlp --output digits.html --svg pictures
            """)

    @Argument(help: ArgumentHelp("The run's folder.", valueName: "run"), completion: .directory)
    var folder: String

    @Option(help: "The page (default: report.html in the run's folder).", completion: .file(extensions: ["html"]))
    var output: String?

    @Option(help: "Write each picture into this folder too, as SVG.", completion: .directory)
    var svg: String?

    @Option(parsing: .singleValue, help: "Another run's folder, whose loss and gradients are drawn beside this one's; several times for several.", completion: .directory)
    var beside: [String] = []

    @Option(help: "The model file (default: the copy in the run's folder).", completion: .file(extensions: ["json"]))
    var model: String?

    @OptionGroup var threads: ThreadsOption

    func validate() throws {
        try requireNotEmpty(("--output", output), ("--svg", svg), ("--model", model), ("the run", folder))
        for folder in beside { try requireNotEmpty(("--beside", folder)) }
        if beside.count > 7 { throw ValidationError("--beside: at most 7 runs can be told apart, found \(beside.count)") }
    }

    func run() throws {
        let environment = ToolEnvironment.current
        func read(_ path: String, model: String?) throws -> RunFolder {
            try RunFolder(Self.withoutSlash(path), modelPath: model, registry: environment.registry)
        }
        let run = try read(folder, model: model)
        let others = try beside.map { try read($0, model: nil) }
        let report = Report(run, beside: others, threads: threads.threads ?? run.model.fitOptions.threads)
        let path = output ?? "\(run.path)/\(RunFile.report.rawValue)"
        try AtomicFile.update(report.page.html, at: path)
        if let svg {
            for (name, picture) in report.pictures { try AtomicFile.update(picture.svg(), at: "\(Self.withoutSlash(svg))/\(name).svg") }
        }
        let pictures = svg.map { ", \(report.pictures.count.of("picture")) in \($0)" } ?? ""
        environment.output("Saved \(path)\(pictures)\n")
    }

    private static func withoutSlash(_ path: String) -> String {
        var path = path
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        return path
    }
}
