import ArgumentParser
import LaminaCompiler
import LaminaFiles
import LaminaKit
import LaminaPictures

struct ProfileCommand: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "profile",
            abstract: "Shows where a model's time goes, step by step, and how near the machine's limit each step is.",
            discussion: """
                Weights and data are random. The machine's limits (multiply-adds, caches, memory) are measured first. Pin the process \
                (taskset -c 0) and keep the machine quiet.

                EXAMPLES
                  lamina profile models/lenet-5.json
                  lamina profile models/lenet-5.json --purpose training --batch 32 --svg lenet-5.svg
                """)
    }

    @OptionGroup var model: ModelArgument
    @OptionGroup var batch: BatchOption
    @OptionGroup var threads: ThreadsOption
    @OptionGroup var arenaLimit: ArenaLimitOption

    @Option(help: "The plan to profile: inference, evaluation or training.")
    var purpose = PlanPurpose.inference

    @Option(parsing: .unconditional, help: "Seconds to run for.")
    var seconds = 1.0

    @Option(help: "Draw the steps into this SVG file.", completion: .file(extensions: ["svg"]))
    var svg: String?

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        try requireNotEmpty(("--svg", svg))
        guard seconds > 0, seconds <= 3600 else { throw ValidationError("--seconds must be above 0 and at most 3600, found \(seconds)") }
    }

    func run() throws {
        let checked = try model.read()
        guard let graph = checked.graph else { throw ToolExit.findings }
        let options = CompileOptions(purpose, batchCapacity: batch.batch ?? 1, maximumArenaBytes: arenaLimit.maxArenaBytes)
        let compiled = try graph.compile(options, registry: ToolEnvironment.current.registry)
        var run = try RandomRun(graph, compiled, threads: threads.threads ?? 1)
        let profile = try Profile(&run, options, limits: MachineLimits(threads: threads.threads ?? 1), seconds: seconds)
        if let svg { try AtomicFile.update(ProfilePicture(profile).svg(), at: svg) }
        ToolEnvironment.current.output(json ? profile.json.serialized() + "\n" : profile.text)
    }
}
