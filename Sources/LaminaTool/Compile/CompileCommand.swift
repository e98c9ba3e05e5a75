import ArgumentParser
import Lamina

/// `lamina compile`: a model and its weights as one file that a service maps, or as Swift code.
struct CompileCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compile",
        abstract: "Writes a model's plan and its packed weights as one file, which a service maps and runs, or as Swift code.",
        discussion: """
            The file is all that LaminaRuntime needs: `LoadedModel(PlanFile(mapping: path))`. It holds what the weights file says of the data \
            (scaling, labels) too. The same model and weights give the same bytes.

            --swift writes a typed API instead, as the plugin CompileModels does in a build: the plan is part of the code, or, where it is \
            larger than --embed-limit, a file beside it that the code knows by its checksum. The weights are then those beside the model file \
            (model.safetensors for model.json), if there are any.

            EXAMPLES
              lamina compile models/weather-gru.json -o weather-gru.plan
              lamina compile models/xor.json --weights xor.safetensors --batch 32 -o xor.plan
              lamina compile models/jena-gru.json --no-weights --streaming -o jena-gru.plan
              lamina compile models/xor.json --swift XOR.swift
            """)

    @OptionGroup var file: ModelArgument
    @OptionGroup var weights: WeightsOption
    @OptionGroup var batch: BatchOption

    @Flag(help: "Leave the weights out: the program gives them.")
    var noWeights = false

    @Flag(help: "Recurrent layers keep their state from run to run.")
    var streaming = false

    @Option(help: "What the plan is for: \(PlanPurpose.allCases.map(\.rawValue).joined(separator: ", ")).")
    var purpose = PlanPurpose.inference

    @Option(name: [.short, .long], help: "The plan file to write.", completion: .file(extensions: ["plan"]))
    var output: String?

    @OptionGroup(title: "Swift code") var swift: SwiftOptions

    func validate() throws {
        try requireNotEmpty(("--output", output))
        if noWeights, weights.weights != nil { throw ValidationError("--weights and --no-weights exclude each other") }
        if output == nil, swift.swift == nil { throw ValidationError("Say what to write: --output FILE or --swift FILE") }
        if swift.swift != nil, purpose != .inference { throw ValidationError("--swift is for plans of inference") }
    }

    func run() throws {
        let settings = try swift.readSettings(for: file.model)
        let more = settings.options(for: file.model)
        if !more.isEmpty, let location = settings.location(for: file.model) { return try parsed(adding: more, at: location).runAsGiven() }
        try runAsGiven()
    }

    /// The command with further options, which stand in a file.
    private func parsed(adding options: [String], at location: SourceLocation) throws -> CompileCommand {
        var arguments = [file.model] + options
        if let path = swift.swift { arguments += ["--swift", path] }
        if let settings = swift.settings { arguments += ["--settings", settings] }
        if !swift.beside.isEmpty { arguments += ["--beside"] + swift.beside }
        do {
            return try Self.parse(arguments)
        } catch {
            throw DiagnosticFailure(diagnostics: [Diagnostic(CompileCode.settings, Self.message(for: error), at: location)])
        }
    }

    private func runAsGiven() throws {
        let text = try file.readText()
        let model = try file.readModel(text)
        if let path = swift.swift {
            try swift.write(to: path, model, source: text, planFile: output, weights: noWeights ? nil : .some(weights.weights), options(for: model))
            return
        }
        guard let output else { return }
        let trained = noWeights ? nil : try weights.read(for: model)
        let compilation = try PlanCompilation(model, source: text, weights: trained, options(for: model))
        try AtomicFile.update(compilation.bytes, at: output)
        let contents = trained == nil ? "without weights" : "with weights"
        ToolEnvironment.current.output("\(output.printable): \(compilation.bytes.count.byteSize), \(purpose.rawValue) \(contents)\n")
    }

    private func options(for model: Model) -> CompileOptions {
        let usual = purpose == .inference ? 1 : model.fitOptions.batchSize
        return CompileOptions(purpose, batchCapacity: batch.batch ?? usual, isStreaming: streaming)
    }
}
