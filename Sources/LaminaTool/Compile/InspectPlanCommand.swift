import ArgumentParser
import Lamina
import LaminaPictures

/// `lamina inspect-plan`: what is in a plan file.
struct InspectPlanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect-plan",
        abstract: "Verifies a plan file and prints what is inside.",
        discussion: """
            EXAMPLES
              lamina inspect-plan weather-gru.plan
              lamina inspect-plan weather-gru.plan --time
            """)

    @Argument(help: "The plan file.", completion: .file(extensions: ["plan"]))
    var plan: String

    @Flag(help: "Print JSON.")
    var json = false

    @Flag(help: "Measure how long mapping, verifying and binding take.")
    var time = false

    func run() throws {
        let file = try PlanFile(mapping: plan)
        let inspection = PlanInspection(file)
        let output = ToolEnvironment.current.output
        output(json ? inspection.json.serialized() + "\n" : inspection.text)
        if time { output(try measure() + "\n") }
    }

    private func measure() throws -> String {
        _ = try load()
        let result = Stopwatch(budget: 0.5).measure { _ = try? load() }
        return "loading takes \((result.median / 1000).formatted(decimals: 3)) ms (median of \(result.count), least \((result.minimum / 1000).formatted(decimals: 3)) ms)"
    }

    private func load() throws(PlanFileError) -> (PlanFile, LoadedModel?) {
        let file = try PlanFile(mapping: plan)
        return (file, file.hasWeights && !file.plan.isTraining ? try LoadedModel(file) : nil)
    }
}
