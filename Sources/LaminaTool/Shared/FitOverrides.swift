import ArgumentParser
import Lamina

/// What a command line can say in place of a model's `fit` section.
struct FitOverrides: ParsableArguments {
    @Option(parsing: .unconditional, help: "Examples in one step.")
    var batchSize: Int?

    @Option(parsing: .unconditional, help: "Decides initial weights, order and dropout.")
    var seed: UInt64?

    @OptionGroup var threads: ThreadsOption

    func validate() throws {
        if let batchSize, !(1...65536).contains(batchSize) { throw ValidationError("--batch-size must be from 1 to 65536, found \(batchSize)") }
    }

    /// The file's options with what the command line says instead.
    func options(of model: Model) -> FitOptions {
        var options = model.fitOptions
        if let batchSize { options.batchSize = batchSize }
        if let seed { options.seed = seed }
        if let threads = threads.threads { options.threads = threads }
        return options
    }
}

/// The same for the number of epochs, where a command goes through them.
struct EpochsOption: ParsableArguments {
    @Option(parsing: .unconditional, help: "How often the examples are gone through.")
    var epochs: Int?

    func validate() throws {
        if let epochs, epochs < 1 { throw ValidationError("--epochs must be at least 1, found \(epochs)") }
    }
}
