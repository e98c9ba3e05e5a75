import ArgumentParser
import LaminaKit

struct LayersCommand: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "layers",
            abstract: "Lists the layers that model files can name, with fields, defaults and meaning.",
            discussion: """
                EXAMPLES
                  lamina layers
                  lamina layers GRU
                  lamina layers --kind optimizer
                """)
    }

    @Option(help: "What to list instead: activation, initializer, regularizer, loss, metric, optimizer, callback …")
    var kind = ComponentKind.layer.name

    @Argument(help: "One of them; all where absent.")
    var name: String?

    func run() throws {
        let environment = ToolEnvironment.current
        let kind = try findKind(environment.registry)
        var components = environment.registry.components(of: kind)
        if let name {
            guard let component = environment.registry.component(kind, named: name) else {
                let known = environment.registry.names(of: kind)
                let remedy =
                    Suggestion.closest(to: name, in: known).map { "did you mean '\($0)'?" } ?? "known: \(known.joined(separator: ", "))"
                throw ValidationError("there is no \(kind) '\(name)'; \(remedy)")
            }
            components = [component]
        }
        let pages = components.map { ReferencePage($0, registry: environment.registry).text }
        environment.output(pages.joined(separator: "\n"))
    }

    private func findKind(_ registry: Registry) throws -> ComponentKind {
        let kinds = Set(registry.packs.flatMap { $0.components.map { $0.kind.name } }).sorted()
        guard kinds.contains(kind) else {
            throw ValidationError("--kind must be one of \(kinds.joined(separator: ", ")), found '\(kind)'")
        }
        return ComponentKind(kind)
    }
}
