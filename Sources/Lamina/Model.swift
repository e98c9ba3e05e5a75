import LaminaCompiler
import LaminaData
import LaminaKit
import LaminaTraining

/// A model file that was read and found right: shapes inferred, parameters counted, ready to be compiled or trained.
///
/// ```swift
/// let model = try Model("models/weather-gru.json")
/// let result = try model.fit(model.loadData())
/// var session = Session(try model.load(result.weights))
/// try session.predict(window.span, into: &temperature)
/// ```
public struct Model: Sendable {
    public let graph: TypedGraph
    public let registry: Registry
    /// What the file's `fit` section says; Keras's defaults where there is none.
    public let fitOptions: FitOptions
    /// Where the examples come from, where the file says so.
    public let dataSection: DataSection?
    /// What was found in the file beside errors.
    public let warnings: [Diagnostic]

    /// Reads and checks the model file at `path`.
    ///
    /// - Throws: `DiagnosticFailure` with every mistake, each at its line and column.
    public init(_ path: String, registry: Registry = .standard) throws(DiagnosticFailure) {
        try self.init(ModelReading(path: path, registry: registry))
    }

    /// Reads and checks a model in memory.
    ///
    /// - Throws: `DiagnosticFailure` with every mistake, each at its line and column.
    public init(_ text: SourceText, registry: Registry = .standard) throws(DiagnosticFailure) {
        try self.init(ModelReading(text, registry: registry))
    }

    private init(_ reading: ModelReading) throws(DiagnosticFailure) {
        guard let model = reading.model else { throw DiagnosticFailure(diagnostics: reading.diagnostics.all) }
        self = model
    }

    init(_ graph: TypedGraph, registry: Registry, fitOptions: FitOptions, dataSection: DataSection?, warnings: [Diagnostic]) {
        self.graph = graph
        self.registry = registry
        self.fitOptions = fitOptions
        self.dataSection = dataSection
        self.warnings = warnings
    }

    public var name: String { graph.name }

    public var parameterCount: Int { graph.parameterCount }

    public var trainableParameterCount: Int { graph.trainableParameterCount }

    /// The shape of each output by name, batch left out.
    public var outputShapes: [String: Shape] {
        Dictionary(uniqueKeysWithValues: graph.outputs.map { ($0.name, $0.shape) })
    }

    /// The values that training starts from, a function of the seed alone.
    public func initialWeights(seed: UInt64 = 0) -> Weights {
        graph.initialWeights(seed: seed)
    }

    /// - Throws: `DiagnosticFailure` where the model cannot be compiled so, such as a limit on memory.
    public func compile(_ options: CompileOptions) throws(DiagnosticFailure) -> CompiledModel {
        try graph.compile(options, registry: registry)
    }

    /// The model for inference with its weights bound and packed: shared by any number of sessions.
    ///
    /// - Parameter batchCapacity: the largest batch of one run.
    /// - Throws: `DiagnosticFailure` or, where the weights are another model's, `RunError`.
    public func load(_ weights: Weights, batchCapacity: Int = 1, isStreaming: Bool = false) throws -> LoadedModel {
        let options = CompileOptions(.inference, batchCapacity: batchCapacity, isStreaming: isStreaming)
        return try LoadedModel(try compile(options).plan, weights: weights)
    }
}
