import ArgumentParser
import LaminaCompiler
import LaminaKit

struct SummaryCommand: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "summary",
            abstract: "Prints a model's layers, shapes and parameter counts.",
            discussion: """
                EXAMPLES
                  lamina summary models/xor.json
                  lamina summary models/xor.json --batch 32 --json
                """)
    }

    @OptionGroup var model: ModelArgument
    @OptionGroup var batch: BatchOption

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let checked = try model.read()
        guard let graph = checked.graph else { throw ToolExit.findings }
        let summary = ModelSummary(graph, batch: batch.batch)
        ToolEnvironment.current.output(json ? summary.json.serialized() + "\n" : summary.text)
    }
}
