import LaminaRuntime

/// A bounded number of sessions of one model, shared by any number of tasks.
///
/// ```swift
/// let pool = SessionPool(model, sessions: 4, maximumWaiting: 256)
/// try await pool.withSession { session in
///     var span = output.mutableSpan
///     try session.predict(input.span, into: &span)
/// }
/// ```
///
/// A run happens where its task runs, on a thread of Swift's pool: for the microseconds of a small model a hop to another thread would
/// cost more than the run. A session is never held across a suspension. Runs occupy at most as many threads as there are
/// sessions: where one takes milliseconds, have fewer sessions than cores, so that connections and timers are still served, or call within
/// `withTaskExecutorPreference` of an executor with threads of its own.
public final class SessionPool: Sendable {
    /// How many sessions there are.
    public let capacity: Int
    public let maximumWaiting: Int
    /// The plan of every model that this pool ever serves.
    public let plan: Plan
    private let threads: Int
    let observer: ServingObserver?
    private let state: Locked<State>

    private struct State {
        var model: LoadedModel
        var idle: [PooledSession]
        /// Counts the exchanges.
        var generation = 0
        /// Of the present generation, one for each session of an older one that is in use.
        var spares: [PooledSession] = []
        var waiters = WaitList<Void, PooledSession>()
    }

    /// - Parameters:
    ///   - sessions: how many runs may go on at the same time; each holds the activations of the plan's whole batch capacity.
    ///   - maximumWaiting: how many tasks may wait for a session; further ones are refused with `ServingError.busy`.
    ///   - threads: how many threads work on one run. More than one occupies a thread of Swift's pool for each run and its own beside.
    public init(
        _ model: LoadedModel, sessions: Int, maximumWaiting: Int = 1024, threads: Int = 1, observer: ServingObserver? = nil
    ) {
        precondition(sessions >= 1 && maximumWaiting >= 0)
        capacity = sessions
        self.maximumWaiting = maximumWaiting
        self.threads = threads
        self.observer = observer
        plan = model.plan
        state = Locked(State(model: model, idle: (0..<sessions).map { _ in PooledSession(model, threads: threads) }))
    }

    /// The model that the next session is of.
    public var model: LoadedModel { state.withLock { $0.model } }

    /// How many tasks wait for a session.
    public var waiting: Int { state.withLock { $0.waiters.count } }

    /// How many sessions are in use.
    public var inUse: Int { capacity - state.withLock { $0.idle.count } }

    /// Runs `body` with a session that is nobody else's, waiting for one where all are in use: first come, first served.
    ///
    /// `body` runs where the caller runs. State of stateful layers stays in the session from one user to the next: a streaming plan belongs
    /// into `StreamingSessions`.
    /// - Throws: `ServingError.busy` at once where too many wait; `CancellationError` where the task is cancelled before its turn; what
    ///   `body` throws.
    nonisolated(nonsending) public func withSession<Result>(_ body: (inout Session) throws -> Result) async throws -> Result {
        try await withPooledSession { pooled in
            defer { pooled.session.unbindPorts() }
            return try body(&pooled.session)
        }
    }

    nonisolated(nonsending) func withPooledSession<Result>(_ body: (PooledSession) throws -> Result) async throws -> Result {
        guard let observer else {
            let session = try await take()
            defer { give(back: session) }
            return try body(session)
        }
        let arrival = ContinuousClock.now
        let session = try await take()
        let start = ContinuousClock.now
        defer {
            give(back: session)
            observer(.used(waited: arrival.duration(to: start), busy: start.duration(to: .now)))
        }
        return try body(session)
    }

    /// Who takes a session gives it back, whatever happens in between.
    nonisolated(nonsending) private func take() async throws -> PooledSession {
        try Task.checkCancellation()
        if let session = state.withLock({ $0.idle.popLast() }) { return session }
        let waiter = Waiter<Void, PooledSession>(())
        do {
            return try await withTaskCancellationHandler {
                try await withCheckedThrowingContinuation { continuation in
                    if let outcome = admit(waiter, continuation) { continuation.resume(with: outcome) }
                }
            } onCancel: {
                state.withLock { $0.waiters.cancel(waiter) }?.resume(throwing: CancellationError())
            }
        } catch {
            observer?((error as? ServingError).map { _ in .refused(waiting: maximumWaiting) } ?? .cancelled)
            throw error
        }
    }

    /// Nil where the waiter now waits.
    private func admit(
        _ waiter: Waiter<Void, PooledSession>, _ continuation: CheckedContinuation<PooledSession, any Error>
    ) -> Result<PooledSession, any Error>? {
        state.withLock { state in
            if waiter.isCancelled { return .failure(CancellationError()) }
            if let session = state.idle.popLast() { return .success(session) }
            guard state.waiters.count < maximumWaiting else { return .failure(ServingError.busy(waiting: maximumWaiting)) }
            state.waiters.append(waiter, continuation)
            return nil
        }
    }

    private func give(back session: PooledSession) {
        let next: (continuation: CheckedContinuation<PooledSession, any Error>, session: PooledSession)? = state.withLock { state in
            let current = session.generation == state.generation ? session : state.spares.removeLast()
            if let continuation = state.waiters.popFirst() { return (continuation, current) }
            state.idle.append(current)
            return nil
        }
        if let next { next.continuation.resume(returning: next.session) }
    }
}

extension SessionPool {
    /// Serves another model from now on, without dropping a request: runs in flight end on the old one, whose memory is freed with the last of
    /// them; who waits gets the new one. Nothing changes where it is refused.
    ///
    /// Sessions for the new model are made beside the old ones, before the exchange.
    /// - Parameters:
    ///   - probe: for each input the numbers of one example, to try the new model on; a pattern of 0 and 1 where nil.
    ///   - expected: the model that the new one was made from; any where nil.
    /// - Returns: whether the new model is served; not where another one than `expected` was, and still is.
    /// - Throws: `ServingError.planDiffers`, `.parameterNotFinite`, `.preparedNotFinite`, `.outputNotFinite`; `RunError` where the probe is of a
    ///   wrong size.
    @discardableResult
    public func replaceModel(with model: LoadedModel, probe: [[Float]]? = nil, ifServing expected: LoadedModel? = nil) throws -> Bool {
        try model.verify(asSuccessorOf: self.model, probe: probe)
        let sessions = (0..<capacity).map { _ in PooledSession(model, threads: threads) }
        // What is replaced is returned, so that it is freed after the lock.
        let (isServed, replaced): (Bool, (LoadedModel, [PooledSession], [PooledSession])?) = state.withLock { state in
            if let expected, state.model !== expected { return (false, nil) }
            guard state.model !== model else { return (true, nil) }
            let old = (state.model, state.idle, state.spares)
            let idleCount = state.idle.count
            state.model = model
            state.generation += 1
            for session in sessions { session.generation = state.generation }
            state.idle = Array(sessions[..<idleCount])
            state.spares = Array(sessions[idleCount...])
            return (true, old)
        }
        if replaced != nil { observer?(.modelReplaced) }
        return isServed
    }
}
