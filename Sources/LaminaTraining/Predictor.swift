import LaminaCompiler
import LaminaData
import LaminaKit

/// Runs a model over many examples.
public struct Predictor: Sendable {
    private let graph: TypedGraph
    private let plan: Plan
    private let threads: Int

    public init(_ graph: TypedGraph, registry: Registry, batchSize: Int = 32, threads: Int = 1) throws(DiagnosticFailure) {
        self.graph = graph
        plan = try graph.compile(CompileOptions(.inference, batchCapacity: batchSize), registry: registry).plan
        self.threads = threads
    }

    /// For a model of one output.
    ///
    /// - Returns: for each example the output's elements, row-major.
    public func predict(_ weights: Weights, on source: any ExampleSource) throws -> [[Float]] {
        guard plan.outputs.count == 1 else {
            throw RunError.portCount(expectedInputs: plan.inputs.count, expectedOutputs: plan.outputs.count)
        }
        return try predictAll(weights, on: source)[0]
    }

    /// - Returns: for each output, in the model's order, and each example the output's elements, row-major.
    public func predictAll(_ weights: Weights, on source: any ExampleSource) throws -> [[[Float]]] {
        let batches = try ExampleBatches(source, batchSize: plan.batchCapacity, graph, plan)
        var session = Session(try LoadedModel(plan, weights: weights), threads: threads)
        try batches.bind(to: &session)
        let widths = plan.outputs.indices.map { session.outputCount($0, batch: 1) }
        let values = widths.map { UnsafeMutableBufferPointer<Float>.allocate(capacity: max($0 * batches.batchSize, 1)) }
        defer { values.forEach { $0.deallocate() } }
        for port in plan.outputs.indices { session.bind(output: port, to: values[port].baseAddress!) }
        var predictions = [[[Float]]](repeating: [], count: plan.outputs.count)
        for batch in 0..<batches.batchCount {
            let count = batches.load(batch)
            try session.run(batch: count)
            for (port, width) in widths.enumerated() {
                for row in 0..<count { predictions[port].append(Array(values[port][row * width..<(row + 1) * width])) }
            }
        }
        return predictions
    }
}
