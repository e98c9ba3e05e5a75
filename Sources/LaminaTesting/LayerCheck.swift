import Lamina

/// Checks that a layer keeps what the compiler and its users rely on, for one configuration and one choice of input shapes.
///
/// ```swift
/// let check = LayerCheck(#"{"type": "Dense", "units": 3}"#, inputs: [[5]], parameters: 18, outputs: [3])
/// #expect(check.failures() == [])
/// ```
/// It knows no test framework: failures are sentences.
public struct LayerCheck: Sendable {
    /// The layer as a model file says it, without `name` and `inputs`.
    public let layer: String
    /// The shape of each input, batch left out.
    public let inputs: [[Int]]
    /// How many parameters the layer must have; nil to leave that open.
    public var parameters: Int?
    /// The shape that the output must have; nil to leave that open.
    public var outputs: [Int]?
    public var batch: Int
    /// The layer draws random numbers in training, as Dropout does.
    public var isRandomInTraining: Bool
    /// The inputs are whole numbers from 0 to below this, and nothing is differentiated by them; nil for numbers around 0.
    public var indices: Int?
    /// Parameters are drawn between minus this and this.
    public var weightScale: Float
    /// Decides inputs, weights and which elements are differentiated numerically.
    public var seed: UInt64
    public var registry: Registry

    public init(
        _ layer: String, inputs: [[Int]], parameters: Int? = nil, outputs: [Int]? = nil, batch: Int = 3, isRandomInTraining: Bool = false,
        indices: Int? = nil, weightScale: Float = 0.8, seed: UInt64 = 1, registry: Registry = .standard
    ) {
        self.layer = layer
        self.inputs = inputs
        self.parameters = parameters
        self.outputs = outputs
        self.batch = batch
        self.isRandomInTraining = isRandomInTraining
        self.indices = indices
        self.weightScale = weightScale
        self.seed = seed
        self.registry = registry
    }

    /// Every rule that the layer breaks, a sentence each; empty where it keeps all.
    public func failures() -> [String] {
        do {
            let subject = try CheckedLayer(self)
            var failures = sizeFailures(subject)
            failures += try subject.executionFailures()
            failures += try subject.gradientFailures()
            return failures.map { "\(self): \($0)" }
        } catch let failure as DiagnosticFailure {
            return failure.diagnostics.map { "\(self): \($0.message)" }
        } catch {
            return ["\(self): \(error)"]
        }
    }

    private func sizeFailures(_ subject: CheckedLayer) -> [String] {
        var failures: [String] = []
        let node = subject.model.graph.layers.first { $0.name == "layer" }!
        let count = node.parameters.reduce(0) { $0 + $1.count }
        if let parameters, parameters != count {
            failures.append("has \(count) parameters, \(parameters) are expected")
        }
        if let outputs, node.outputShapes[0] != Shape(outputs) {
            failures.append("gives \(node.outputShapes[0]), \(Shape(outputs)) is expected")
        }
        let planned = subject.inference.plan.parameterCount
        if planned != subject.model.parameterCount {
            failures.append("the plan holds \(planned) parameters, the model counts \(subject.model.parameterCount)")
        }
        let names = node.parameters.map(\.name)
        if Set(names).count != names.count { failures.append("gives a parameter's name twice: \(names)") }
        return failures
    }
}

extension LayerCheck: CustomStringConvertible {
    public var description: String { "\(layer) on \(inputs)" }
}
