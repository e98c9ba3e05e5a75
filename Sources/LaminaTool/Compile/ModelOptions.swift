import ArgumentParser
import Lamina

/// Options of `lamina compile` that a line of `CompileModels.txt` can give too. None names a file: a build would not know that as an input.
struct ModelOptions: ParsableArguments {
    @OptionGroup var batch: BatchOption

    @Flag(help: "Leave the weights out: the program gives them.")
    var noWeights = false

    @Flag(help: "Recurrent layers keep their state from run to run.")
    var streaming = false

    @Option(help: ArgumentHelp("The Swift type's name (default: the file's, as Swift writes names).", valueName: "name"))
    var typeName: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("The largest plan that becomes part of the Swift code (default: 1048576).", valueName: "bytes"))
    var embedLimit: Int?

    func validate() throws {
        try requireNotEmpty(("--type-name", typeName))
        if let embedLimit, embedLimit < 0 { throw ValidationError("--embed-limit must not be negative, found \(embedLimit)") }
    }

    /// These options, and from others what is not given here.
    func completed(by others: ModelOptions?) -> ModelOptions {
        guard let others else { return self }
        var result = self
        result.batch.batch = batch.batch ?? others.batch.batch
        result.noWeights = noWeights || others.noWeights
        result.streaming = streaming || others.streaming
        result.typeName = typeName ?? others.typeName
        result.embedLimit = embedLimit ?? others.embedLimit
        return result
    }

    func compileOptions(for purpose: PlanPurpose, usualBatch: Int) -> CompileOptions {
        CompileOptions(purpose, batchCapacity: batch.batch ?? usualBatch, isStreaming: streaming)
    }
}
