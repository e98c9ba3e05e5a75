import ArgumentParser
import LaminaCompiler
import LaminaKit

struct ExplainCommand: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "explain",
            abstract: "Shows what the compiler makes of a model: operations, rewrites, steps, memory.",
            discussion: """
                A rewrite that is suspected of a mistake is found by halving --fusion-steps.

                EXAMPLES
                  lamina explain models/xor.json
                  lamina explain models/xor.json --training --batch 32
                  lamina explain models/xor.json --fusion-steps 1
                  lamina explain models/xor.json --training --max-arena-bytes 5000
                """)
    }

    @OptionGroup var model: ModelArgument
    @OptionGroup var batch: BatchOption
    @OptionGroup var arenaLimit: ArenaLimitOption

    @Flag(exclusivity: .exclusive, help: "The plan to explain; for inference where neither is given.")
    var purpose: Purpose = .inference

    @Option(parsing: .unconditional, help: ArgumentHelp("Apply the first rewrites only.", valueName: "count"))
    var fusionSteps: Int?

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        if let fusionSteps, fusionSteps < 0 { throw ValidationError("--fusion-steps must not be negative, found \(fusionSteps)") }
    }

    func run() throws {
        let checked = try model.read()
        guard let graph = checked.graph else { throw ToolExit.findings }
        let options = CompileOptions(purpose.plan, batchCapacity: batch.batch ?? 1, fusionSteps: fusionSteps, maximumArenaBytes: arenaLimit.maxArenaBytes)
        let explanation = Explanation(try graph.compile(options, registry: ToolEnvironment.current.registry), options)
        ToolEnvironment.current.output(json ? explanation.json.serialized() + "\n" : explanation.text)
    }

    enum Purpose: String, EnumerableFlag {
        case inference, evaluation, training

        var plan: PlanPurpose {
            switch self {
            case .inference: .inference
            case .evaluation: .evaluation
            case .training: .training
            }
        }
    }
}
