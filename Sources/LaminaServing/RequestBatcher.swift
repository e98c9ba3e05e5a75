import LaminaRuntime

/// Answers concurrent requests of one example each by common runs of many rows.
///
/// While a session is free, a request runs at once and alone. While all are busy, requests gather; the next free session answers
/// as many of them together as the plan's batch holds. So nobody waits for company, unless `delay` asks for it. Requests whose free time
/// axes differ in length are never run together.
///
/// The task of the first request of a batch runs it; the others are suspended meanwhile. What is wrong with one request is found before it
/// joins others, and one that is cancelled leaves alone.
public final class RequestBatcher: Sendable {
    /// The most requests of one run.
    public let maximumBatch: Int
    public let delay: Duration
    public let maximumWaiting: Int
    public let pool: SessionPool
    private let layout: ExampleLayout
    private let state = Locked(State())

    private struct Request: Sendable {
        let inputs: [[Float]]
        let steps: [Int]
    }

    private enum Turn: Sendable {
        case answered([[Float]])
        /// To run one's own request and those that wait, after waiting for company until the stream ends.
        case lead(AsyncStream<Void>?)
    }

    private struct State {
        var waiters = WaitList<Request, Turn>()
        /// Tasks that run a batch or are about to; never more than there are sessions. Where requests wait, someone leads.
        var leaders = 0
        /// Ends the waiting of the leader that waits for company.
        var gathering: AsyncStream<Void>.Continuation?

        mutating func startLeading(atMost limit: Int) -> Bool {
            guard leaders < limit, gathering == nil, waiters.isEmpty else { return false }
            leaders += 1
            return true
        }

        /// One who waits and leads beside the others: it was no company for them, and a session may be free.
        mutating func startNext(atMost limit: Int) -> CheckedContinuation<Turn, any Error>? {
            guard leaders < limit, gathering == nil, let next = waiters.popFirst() else { return nil }
            leaders += 1
            return next
        }
    }

    /// - Parameters:
    ///   - maximumBatch: the most requests of one run; the plan's batch capacity where nil or larger.
    ///   - delay: how long a request that finds a free session waits for others; zero: not at all.
    ///   - maximumWaiting: how many requests may gather; further ones are refused with `ServingError.busy`.
    /// - Throws: `ServingError.hasState` for a plan that is compiled for streaming.
    public init(
        _ pool: SessionPool, maximumBatch: Int? = nil, delay: Duration = .zero, maximumWaiting: Int = 1024
    ) throws(ServingError) {
        precondition(maximumBatch ?? 1 >= 1 && maximumWaiting >= 0)
        guard pool.plan.regions[.state] == 0 else { throw .hasState(plan: pool.plan.name) }
        self.pool = pool
        self.maximumBatch = min(maximumBatch ?? .max, pool.plan.batchCapacity)
        self.delay = delay
        self.maximumWaiting = maximumWaiting
        layout = ExampleLayout(pool.plan)
    }

    /// How many requests wait to be run with others.
    public var waiting: Int { state.withLock { $0.waiters.count } }

    /// Whether a request has found a free session and waits for company.
    public var isGathering: Bool { state.withLock { $0.gathering != nil } }

    /// For a model of one input and one output.
    ///
    /// - Parameter input: one example, row-major, without the batch.
    /// - Returns: the output for this example.
    /// - Throws: as `predict(inputs:)`.
    nonisolated(nonsending) public func predict(_ input: [Float]) async throws -> [Float] {
        guard pool.plan.outputs.count == 1 else {
            throw RunError.portCount(expectedInputs: pool.plan.inputs.count, expectedOutputs: pool.plan.outputs.count)
        }
        return try await predict(inputs: [input])[0]
    }

    /// - Parameter inputs: for each input of the plan one example, row-major, without the batch.
    /// - Returns: for each output of the plan its numbers for this example.
    /// - Throws: `RunError` with the sizes that were expected and found; `ServingError.busy` at once where too many wait;
    ///   `CancellationError` where the task is cancelled before its turn.
    nonisolated(nonsending) public func predict(inputs: [[Float]]) async throws -> [[Float]] {
        try Task.checkCancellation()
        let request = Request(inputs: inputs, steps: try layout.steps(of: inputs))
        switch try await turn(of: request) {
        case .answered(let outputs): return outputs
        case .lead(let company): return try await lead(request, company)
        }
    }
}

extension RequestBatcher {
    nonisolated(nonsending) private func turn(of request: Request) async throws -> Turn {
        if delay == .zero, state.withLock({ $0.startLeading(atMost: pool.capacity) }) { return .lead(nil) }
        let waiter = Waiter<Request, Turn>(request)
        do {
            return try await withTaskCancellationHandler {
                try await withCheckedThrowingContinuation { continuation in
                    if let outcome = admit(waiter, continuation) { continuation.resume(with: outcome) }
                }
            } onCancel: {
                state.withLock { $0.waiters.cancel(waiter) }?.resume(throwing: CancellationError())
            }
        } catch {
            pool.observer?((error as? ServingError).map { _ in .refused(waiting: maximumWaiting) } ?? .cancelled)
            throw error
        }
    }

    /// Nil where the waiter now waits.
    private func admit(_ waiter: Waiter<Request, Turn>, _ continuation: CheckedContinuation<Turn, any Error>) -> Result<Turn, any Error>? {
        state.withLock { state in
            if waiter.isCancelled { return .failure(CancellationError()) }
            if state.startLeading(atMost: pool.capacity) {
                guard delay > .zero, maximumBatch > 1 else { return .success(.lead(nil)) }
                let (company, signal) = AsyncStream<Void>.makeStream()
                state.gathering = signal
                return .success(.lead(company))
            }
            guard state.waiters.count < maximumWaiting else { return .failure(ServingError.busy(waiting: maximumWaiting)) }
            state.waiters.append(waiter, continuation)
            if state.waiters.count + 1 >= maximumBatch { state.gathering?.finish() }
            return nil
        }
    }

    nonisolated(nonsending) private func lead(_ request: Request, _ company: AsyncStream<Void>?) async throws -> [[Float]] {
        var followers: [(request: Request, continuation: CheckedContinuation<Turn, any Error>)] = []
        let outcome: [[[Float]]]
        do {
            if let company { try await gather(company) }
            outcome = try await pool.withPooledSession { session in
                let next = state.withLock { state in
                    followers = state.waiters.take(maximumBatch - 1) { $0.steps == request.steps }
                    return state.startNext(atMost: pool.capacity)
                }
                next?.resume(returning: .lead(nil))
                return try session.answer([request.inputs] + followers.map(\.request.inputs), steps: request.steps)
            }
        } catch {
            passLead()
            for follower in followers { follower.continuation.resume(throwing: error) }
            throw error
        }
        passLead()
        for (follower, outputs) in zip(followers, outcome.dropFirst()) { follower.continuation.resume(returning: .answered(outputs)) }
        pool.observer?(.batch(size: outcome.count))
        return outcome[0]
    }

    private func passLead() {
        let next = state.withLock { state in
            let next = state.waiters.popFirst()
            if next == nil { state.leaders -= 1 }
            return next
        }
        next?.resume(returning: .lead(nil))
    }

    /// Until the batch is full, the delay over or the task cancelled. Whoever is passed the lead has waited already.
    nonisolated(nonsending) private func gather(_ company: AsyncStream<Void>) async throws {
        let signal = state.withLock { $0.gathering }
        let timer = Task { [delay] in
            try? await Task.sleep(for: delay)
            signal?.finish()
        }
        for await _ in company {}
        timer.cancel()
        state.withLock { $0.gathering = nil }
        try Task.checkCancellation()
    }
}

extension PooledSession {
    /// One run for all of these examples, whose free axes have the same length.
    ///
    /// - Returns: for each example the numbers of each output.
    fileprivate func answer(_ examples: [[[Float]]], steps: [Int]) throws(RunError) -> [[[Float]]] {
        for (port, buffer) in inputs.enumerated() {
            for (row, example) in examples.enumerated() {
                let values = example[port]
                _ = UnsafeMutableBufferPointer(rebasing: buffer[row * values.count..<(row + 1) * values.count]).update(from: values)
            }
        }
        try run(batch: examples.count, steps: steps)
        let widths = outputs.indices.map { session.outputCount($0, batch: 1) }
        return examples.indices.map { row in
            zip(outputs, widths).map { Array($0[row * $1..<(row + 1) * $1]) }
        }
    }
}
