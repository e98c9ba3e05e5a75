import LaminaCompiler
import LaminaData
import LaminaKit

/// Runs a model of one input and one output over many examples.
public struct Predictor: Sendable {
    private let plan: Plan
    private let threads: Int

    public init(_ graph: TypedGraph, registry: Registry, batchSize: Int = 32, threads: Int = 1) throws(DiagnosticFailure) {
        plan = try graph.compile(CompileOptions(.inference, batchCapacity: batchSize), registry: registry).plan
        self.threads = threads
    }

    /// - Returns: for each example the output's elements, row-major.
    public func predict(_ weights: Weights, on source: any ExampleSource) throws -> [[Float]] {
        guard plan.inputs.count == 1, plan.outputs.count == 1 else {
            throw RunError.portCount(expectedInputs: plan.inputs.count, expectedOutputs: plan.outputs.count)
        }
        let batches = try ExampleBatches(source, batchSize: plan.batchCapacity, for: plan)
        var session = Session(try LoadedModel(plan, weights: weights), threads: threads)
        try batches.bind(to: &session)
        let width = session.outputCount(0, batch: 1)
        let values = UnsafeMutableBufferPointer<Float>.allocate(capacity: width * batches.batchSize)
        defer { values.deallocate() }
        session.bind(output: 0, to: values.baseAddress!)
        var predictions: [[Float]] = []
        for batch in 0..<batches.batchCount {
            let count = batches.load(batch)
            try session.run(batch: count)
            for row in 0..<count { predictions.append(Array(values[row * width..<(row + 1) * width])) }
        }
        return predictions
    }
}
