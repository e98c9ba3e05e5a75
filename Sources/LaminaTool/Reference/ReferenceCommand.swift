import ArgumentParser
import LaminaFiles
import LaminaKit

struct ReferenceCommand: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "reference",
            abstract: "Writes the reference of everything that model files can name: one Markdown article a kind.",
            discussion: """
                The articles belong into a DocC catalog. What they say comes from the components themselves: fields, defaults, and shapes and \
                parameters of an example.

                EXAMPLES
                  lamina reference --output Sources/MyLayers/MyLayers.docc
                """)
    }

    @Option(help: "The folder to write into.", completion: .directory)
    var output: String

    func validate() throws { try requireNotEmpty(("--output", output)) }

    func run() throws {
        for article in ReferenceArticle.all(ToolEnvironment.current.registry) {
            try AtomicFile.write(article.markdown, to: "\(output)/\(article.fileName)")
        }
    }
}
