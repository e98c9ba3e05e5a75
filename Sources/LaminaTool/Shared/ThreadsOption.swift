import ArgumentParser

/// How many threads work on one run.
struct ThreadsOption: ParsableArguments {
    @Option(parsing: .unconditional, help: "Threads for one run; the result does not depend on it.")
    var threads: Int?

    func validate() throws {
        if let threads, !(1...256).contains(threads) { throw ValidationError("--threads must be from 1 to 256, found \(threads)") }
    }
}
