import ArgumentParser

/// How large a plan may be.
struct ArenaLimitOption: ParsableArguments {
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Refuse plans that need more memory; one for training computes activations again instead of keeping them, where that is enough.",
            valueName: "bytes"))
    var maxArenaBytes: Int?

    func validate() throws {
        if let maxArenaBytes, maxArenaBytes < 0 { throw ValidationError("--max-arena-bytes must not be negative, found \(maxArenaBytes)") }
    }
}
