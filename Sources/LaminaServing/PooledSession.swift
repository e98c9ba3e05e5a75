import LaminaRuntime

/// A session of a pool with room for a whole batch of inputs and outputs, made once. Used by whoever has taken it from the pool.
final class PooledSession: @unchecked Sendable {
    let model: LoadedModel
    var session: Session
    /// Which of the pool's exchanges it was made for; guarded by the pool's lock.
    var generation = 0
    /// For each input its numbers at the largest batch and the longest sequences; then the outputs'.
    let inputs: [UnsafeMutableBufferPointer<Float>]
    let outputs: [UnsafeMutableBufferPointer<Float>]

    // Sendable: one user at a time, handed on under the pool's lock.
    init(_ model: LoadedModel, threads: Int) {
        self.model = model
        session = Session(model, threads: threads)
        inputs = model.plan.inputs.map(Self.room)
        outputs = model.plan.outputs.map(Self.room)
    }

    deinit {
        for buffer in inputs + outputs { buffer.deallocate() }
    }

    private static func room(for port: Port) -> UnsafeMutableBufferPointer<Float> {
        let buffer = UnsafeMutableBufferPointer<Float>.allocate(capacity: max(port.shape.boundedCount, 1))
        buffer.initialize(repeating: 0)
        return buffer
    }

    /// Runs the rows that lie in `inputs`; the rows of `outputs` are then theirs.
    ///
    /// - Parameter steps: of each free time axis, in the order of the plan's symbols after the batch.
    func run(batch: Int, steps: [Int]) throws(RunError) {
        for (symbol, count) in zip(session.plan.symbols.dropFirst(), steps) { try session.setSteps(count, on: symbol) }
        for (port, buffer) in inputs.enumerated() { session.bind(input: port, to: buffer.baseAddress!) }
        for (port, buffer) in outputs.enumerated() { session.bind(output: port, to: buffer.baseAddress!) }
        try session.runOnce(batch: batch)
    }
}
