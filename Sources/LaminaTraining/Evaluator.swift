import LaminaCompiler
import LaminaData
import LaminaKit

/// Computes loss and metrics of a model on examples, with the model as it predicts: no dropout.
public struct Evaluator: Sendable {
    private let plan: Plan
    private let threads: Int

    public init(_ graph: TypedGraph, registry: Registry, batchSize: Int = 32, threads: Int = 1) throws(DiagnosticFailure) {
        plan = try graph.compile(CompileOptions(.evaluation, batchCapacity: batchSize), registry: registry).plan
        self.threads = threads
    }

    /// - Returns: means over all examples: `loss`, then the metrics.
    public func evaluate(_ weights: Weights, on source: any ExampleSource) throws -> Logs {
        guard plan.inputs.count == 2 else { throw TrainingError.portCount(inputs: plan.inputs.count, outputs: plan.outputs.count) }
        let batches = try ExampleBatches(source, batchSize: plan.batchCapacity, for: plan)
        var session = Session(try LoadedModel(plan, weights: weights), threads: threads)
        try batches.bind(to: &session)
        let values = UnsafeMutableBufferPointer<Float>.allocate(capacity: plan.outputs.count)
        defer { values.deallocate() }
        for port in plan.outputs.indices { session.bind(output: port, to: values.baseAddress! + port) }
        var means = RunningMeans(count: plan.outputs.count)
        for batch in 0..<batches.batchCount {
            let count = batches.load(batch)
            try session.run(batch: count)
            means.add(UnsafeBufferPointer(values), weight: count)
        }
        return means.logs(named: plan.outputs.map(\.name))
    }
}
