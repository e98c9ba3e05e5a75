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
    @OptionGroup var given: ModelOptions

    @Option(help: "What the plan is for: \(PlanPurpose.allCases.map(\.rawValue).joined(separator: ", ")).")
    var purpose = PlanPurpose.inference

    @Option(name: [.short, .long], help: "The plan file to write.", completion: .file(extensions: ["plan"]))
    var output: String?

    @OptionGroup(title: "Swift code") var swift: SwiftOptions

    func validate() throws {
        try requireNotEmpty(("--output", output))
        if given.noWeights, weights.weights != nil { throw ValidationError("--weights and --no-weights exclude each other") }
        if output == nil, swift.swift == nil { throw ValidationError("Say what to write: --output FILE or --swift FILE") }
        if swift.swift != nil, purpose != .inference { throw ValidationError("--swift is for plans of inference") }
        if swift.swift == nil, given.typeName != nil || given.embedLimit != nil {
            throw ValidationError("--type-name and --embed-limit belong to --swift")
        }
    }

    func run() throws {
        let options = given.completed(by: try swift.readSettings(for: file.model).options(for: file.model))
        let withWeights = !options.noWeights || weights.weights != nil
        let text = try file.readText()
        let model = try file.readModel(text)
        if let path = swift.swift {
            try swift.write(to: path, model, source: text, planFile: output, weights: withWeights ? .some(weights.weights) : nil, options)
            return
        }
        guard let output else { return }
        let trained = withWeights ? try weights.read(for: model) : nil
        let usualBatch = purpose == .inference ? 1 : model.fitOptions.batchSize
        let compilation = try PlanCompilation(
            model, source: text, weights: trained, options.compileOptions(for: purpose, usualBatch: usualBatch))
        try AtomicFile.update(compilation.bytes, at: output)
        let contents = trained == nil ? "without weights" : "with weights"
        ToolEnvironment.current.output("\(output.printable): \(compilation.bytes.count.byteSize), \(purpose.rawValue) \(contents)\n")
    }
}
