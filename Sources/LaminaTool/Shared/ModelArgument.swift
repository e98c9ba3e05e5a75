import ArgumentParser
import LaminaCompiler
import LaminaKit

/// One model file on the command line.
struct ModelArgument: ParsableArguments {
    @Argument(help: "The model file.", completion: .file(extensions: ["json"]))
    var model: String

    /// Reads and checks the model; warnings are printed.
    ///
    /// - Throws: `DiagnosticFailure` with every mistake.
    func read() throws(DiagnosticFailure) -> CheckedModel {
        let environment = ToolEnvironment.current
        let checked = CheckedModel(path: model, registry: environment.registry)
        try checked.diagnostics.throwIfErrors()
        environment.error(environment.textFormatter.render(checked.diagnostics.all))
        return checked
    }
}

/// The batch that a table is made for.
struct BatchOption: ParsableArguments {
    @Option(parsing: .unconditional, help: ArgumentHelp("The batch size.", valueName: "examples"))
    var batch: Int?

    func validate() throws {
        if let batch, !(1...65536).contains(batch) { throw ValidationError("--batch must be from 1 to 65536, found \(batch)") }
    }
}
