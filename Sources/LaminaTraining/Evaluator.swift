import LaminaCompiler
import LaminaData
import LaminaKit

/// Computes loss and metrics of a model on examples, with the model as it predicts: no dropout.
public struct Evaluator: Sendable {
    private let graph: TypedGraph
    private let plan: Plan
    private let isWeighted: Bool
    private let threads: Int

    /// - Parameter isWeighted: whether the examples have weights, which the loss then counts.
    public init(_ graph: TypedGraph, registry: Registry, batchSize: Int = 32, threads: Int = 1, isWeighted: Bool = false) throws(DiagnosticFailure) {
        self.graph = graph
        self.isWeighted = isWeighted
        var options = CompileOptions(.evaluation, batchCapacity: batchSize)
        options.isWeighted = isWeighted
        plan = try graph.compile(options, registry: registry).plan
        self.threads = threads
    }

    /// - Returns: `loss`, then the metrics, over all examples.
    public func evaluate(_ weights: Weights, on source: any ExampleSource) throws -> Logs {
        guard isWeighted || !source.hasWeights else { throw TrainingError.unexpectedWeights }
        let batches = try ExampleBatches(source, batchSize: plan.batchCapacity, graph, plan)
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
