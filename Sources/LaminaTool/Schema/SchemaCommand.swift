import ArgumentParser
import LaminaFiles

struct SchemaCommand: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "schema",
            abstract: "Prints the JSON Schema of model files, for editors that complete and check while you type.",
            discussion: """
                A model names it as "$schema": "./model.schema.json".

                EXAMPLES
                  lamina schema --output models/model.schema.json
                """)
    }

    @Option(help: ArgumentHelp("Write a file, whole or not at all.", valueName: "file"), completion: .file(extensions: ["json"]))
    var output: String?

    func validate() throws { try requireNotEmpty(("--output", output)) }

    func run() throws {
        let text = ModelSchema(registry: ToolEnvironment.current.registry).json.serialized() + "\n"
        if let output {
            try AtomicFile.write(text, to: output)
        } else {
            ToolEnvironment.current.output(text)
        }
    }
}
