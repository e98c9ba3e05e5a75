import ArgumentParser
import LaminaCompiler
import LaminaFiles
import LaminaKit

extension DiagnosticFormat: ExpressibleByArgument {}

struct ValidateCommand: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "validate",
            abstract: "Finds every mistake in model files, each at its line and column.",
            discussion: """
                Reads each file, infers every shape, counts every parameter and compiles the model; nothing is run, and no data \
                file is read. Columns count bytes of UTF-8. For models without mistakes it prints parameters, output shapes, memory and work of one example.

                EXAMPLES
                  lamina validate
                  lamina validate models/xor.json --strict
                  lamina validate models --training --format sarif --output findings.sarif
                """)
    }

    @Option(help: "How findings are printed: \(DiagnosticFormat.allCases.map(\.rawValue).joined(separator: ", ")).")
    var format = DiagnosticFormat.text

    @Flag(help: "Count warnings as errors.")
    var strict = false

    @Option(help: ArgumentHelp("Write the findings to a file, whole or not at all.", valueName: "file"), completion: .file())
    var output: String?

    @Flag(help: "Compile the training plan too, where a model has a training section.")
    var training = false

    @OptionGroup var arenaLimit: ArenaLimitOption

    @Flag(help: "Print findings only.")
    var quiet = false

    @Option(help: ArgumentHelp("When all is right, write a Swift file of one comment: for build plugins.", valueName: "file"), completion: .file())
    var stamp: String?

    @Argument(help: "Model files, or folders to search for them.", completion: .file(extensions: ["json"]))
    var paths: [String] = ["models"]

    func validate() throws {
        try requireNotEmpty(("--output", output), ("--stamp", stamp))
    }

    func run() throws {
        let environment = ToolEnvironment.current
        let report = try check(environment.registry)
        let isTextToTerminal = output == nil && format == .text
        let formatter = DiagnosticFormatter(
            format: format, color: isTextToTerminal && environment.showsColor, version: LaminaTool.version)
        let findings = formatter.render(report.diagnostics.all)
        if let output {
            try AtomicFile.write(findings, to: output)
        } else {
            environment.output(findings)
        }
        if !quiet, output != nil || format == .text { environment.output(report.text) }
        let exit = ToolExit(of: report.diagnostics.all)
        guard exit == .success else { throw exit }
        guard !strict || report.diagnostics.warningCount == 0 else { throw ToolExit.findings }
        if let stamp { try AtomicFile.write("// Validated.\n", to: stamp) }
    }

    private func check(_ registry: Registry) throws -> ValidationReport {
        var finder = ModelFinder()
        for path in paths {
            guard ModelFinder.findsSomething(in: path) else { throw ValidationError("there is no model file in '\(path)'") }
            finder.add(path)
        }
        var report = ValidationReport(finder.diagnostics)
        for file in finder.files {
            var model = CheckedModel(path: file, registry: registry)
            model.compile(training: training, maximumArenaBytes: arenaLimit.maxArenaBytes)
            report.add(model)
        }
        return report
    }
}
