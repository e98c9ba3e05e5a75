import Lamina

/// A model compiled to the bytes of a plan file.
struct PlanCompilation {
    let plan: Plan
    let bytes: [UInt8]

    /// - Parameters:
    ///   - source: the model file's text, whose digest the plan file holds.
    ///   - weights: with what they say of themselves; nil for a plan without.
    /// - Throws: `DiagnosticFailure` or `PlanFileError`.
    init(_ model: Model, source: SourceText, weights: Safetensors?, _ options: CompileOptions) throws {
        plan = try model.compile(options).plan
        bytes = try plan.fileBytes(
            weights: weights?.weights, metadata: weights?.metadata ?? [], sourceDigest: SHA256.digest(of: source.bytes))
    }
}
