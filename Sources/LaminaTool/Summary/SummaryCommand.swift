import ArgumentParser
import LaminaCompiler
import LaminaFiles
import LaminaKit
import LaminaPictures

struct SummaryCommand: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "summary",
            abstract: "Prints a model's layers, shapes and parameter counts.",
            discussion: """
                EXAMPLES
                  lamina summary models/xor.json
                  lamina summary models/xor.json --batch 32 --json
                  lamina summary models/zoo/resnet50.json --graph resnet50.svg
                """)
    }

    @OptionGroup var model: ModelArgument
    @OptionGroup var batch: BatchOption

    @Flag(help: "Print JSON.")
    var json = false

    @Option(help: "Draw the layers and their links into this SVG file.", completion: .file(extensions: ["svg"]))
    var graph: String?

    func validate() throws { try requireNotEmpty(("--graph", graph)) }

    func run() throws {
        let checked = try model.read()
        guard let typed = checked.graph else { throw ToolExit.findings }
        if let graph { try AtomicFile.update(GraphPicture(typed).svg(), at: graph) }
        let summary = ModelSummary(typed, batch: batch.batch)
        ToolEnvironment.current.output(json ? summary.json.serialized() + "\n" : summary.text)
    }
}
