import LaminaCompiler
import LaminaData
import LaminaKit

/// Computes loss and metrics of a model on examples, with the model as it predicts: no dropout.
public struct Evaluator: Sendable {
    private let graph: TypedGraph
    private let plan: Plan
    private let threads: Int

    public init(_ graph: TypedGraph, registry: Registry, batchSize: Int = 32, threads: Int = 1) throws(DiagnosticFailure) {
        self.graph = graph
        plan = try graph.compile(CompileOptions(.evaluation, batchCapacity: batchSize), registry: registry).plan
        self.threads = threads
    }

    /// - Returns: `loss`, then the metrics, over all examples.
    public func evaluate(_ weights: Weights, on source: any ExampleSource) throws -> Logs {
        guard plan.inputs.count == 2 else { throw TrainingError.portCount(inputs: plan.inputs.count, outputs: plan.outputs.count) }
        let batches = try ExampleBatches(source, batchSize: plan.batchCapacity, for: plan)
        var session = Session(try LoadedModel(plan, weights: weights), threads: threads)
        try batches.bind(to: &session)
        let totals = RunningTotals(graph, plan)
        totals.bind(to: &session)
        for batch in 0..<batches.batchCount {
            let count = batches.load(batch)
            try session.run(batch: count)
            totals.add(examples: count)
        }
        return totals.logs
    }
}
