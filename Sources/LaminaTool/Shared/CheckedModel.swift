import Lamina

/// A model file with everything that can be said of it without running it.
struct CheckedModel {
    let path: String
    /// Nil where the file has errors.
    let graph: TypedGraph?
    let fit: FitOptions
    private(set) var diagnostics: Diagnostics
    private(set) var inference: CompiledModel?
    private let registry: Registry

    init(path: String, registry: Registry) {
        self.path = path
        self.registry = registry
        let reading = ModelReading(path: path, registry: registry)
        graph = reading.model?.graph
        fit = reading.model?.fitOptions ?? FitOptions()
        diagnostics = reading.diagnostics
    }

    /// Compiles what is right so far; what the compiler finds joins the diagnostics.
    mutating func compile(training: Bool, maximumArenaBytes: Int?) {
        inference = compile(CompileOptions(.inference, maximumArenaBytes: maximumArenaBytes))
        if training, graph?.training != nil, !diagnostics.hasErrors {
            _ = compile(CompileOptions(.training, batchCapacity: fit.batchSize, maximumArenaBytes: maximumArenaBytes))
        }
    }

    private mutating func compile(_ options: CompileOptions) -> CompiledModel? {
        do throws(DiagnosticFailure) {
            return try graph?.compile(options, registry: registry)
        } catch {
            diagnostics.report(error.diagnostics)
            return nil
        }
    }
}
