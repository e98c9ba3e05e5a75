import LaminaRuntime

/// One recurrent state for each client of a streaming model: each call goes on where the client's last one ended.
///
/// The calls of one client run in their order, those of different clients beside each other on the sessions of a pool. Of the state of one
/// client nothing reaches another. How many clients have a state, and for how long after their last call, is bounded; a client that was
/// evicted begins anew. Only a call that succeeded makes a client. The model can be replaced meanwhile: states go on under the new weights.
public final class StreamingSessions<Key: Hashable & Sendable>: Sendable {
    public let pool: SessionPool
    public let maximumClients: Int
    public let maximumAge: Duration?
    /// How many calls of one client may wait behind each other.
    public let maximumWaiting: Int
    private let layout: ExampleLayout
    private let elapsed: @Sendable () -> Duration
    private let clients: Locked<ClientTable<Key>>

    /// - Parameters:
    ///   - pool: of a model that is compiled for streaming with a batch capacity of 1.
    ///   - maximumClients: a further one evicts the one that was idle for longest.
    ///   - maximumAge: how long after its last call a client keeps its state; for ever where nil.
    ///   - maximumWaiting: how many calls of one client may wait behind each other; further ones are refused with `ServingError.busy`.
    ///   - clock: by which age is measured.
    /// - Throws: `ServingError.noState`, `.streamingBatch`.
    public init(
        _ pool: SessionPool, maximumClients: Int, maximumAge: Duration? = nil, maximumWaiting: Int = 64,
        clock: some Clock<Duration> = ContinuousClock()
    ) throws(ServingError) {
        precondition(maximumClients >= 1 && maximumWaiting >= 0)
        let plan = pool.plan
        guard plan.regions[.state] > 0 else { throw .noState(plan: plan.name) }
        guard plan.batchCapacity == 1 else { throw .streamingBatch(plan: plan.name, capacity: plan.batchCapacity) }
        self.pool = pool
        self.maximumClients = maximumClients
        self.maximumAge = maximumAge
        self.maximumWaiting = maximumWaiting
        layout = ExampleLayout(plan)
        let start = clock.now
        elapsed = { start.duration(to: clock.now) }
        clients = Locked(ClientTable(maximumCount: maximumClients))
    }

    /// How many clients have a state.
    public var count: Int { clients.withLock { $0.count } }

    public func contains(_ key: Key) -> Bool { clients.withLock { $0.contains(key) } }

    /// How many calls of a client wait behind the one that is under way.
    public func waiting(for key: Key) -> Int { clients.withLock { $0.waiting(for: key) } }

    /// Runs `body` with a session in the client's state, which `body` carries on. Where it throws, the state is as before the call, and a
    /// new client is none.
    ///
    /// - Throws: as `SessionPool.withSession`; `ServingError.tooManyClients` where all clients that may have a state are in a call.
    nonisolated(nonsending) public func withSession<Result>(
        for key: Key, _ body: (inout Session) throws -> Result
    ) async throws -> Result {
        guard let client = try await begin(key, createsClient: true) else { preconditionFailure("a client is made where there is none") }
        defer { end(client) }
        return try await pool.withSession { session in
            if let state = client.state {
                session.withRegion(.state) { $0.copyMemory(from: UnsafeRawBufferPointer(state)) }
            } else {
                session.resetState()
            }
            let result = try body(&session)
            session.withRegion(.state) { client.setState(UnsafeRawBufferPointer($0)) }
            return result
        }
    }

    /// For a model of one input and one output: the next numbers of a client's sequence.
    ///
    /// - Parameter input: row-major, without the batch: as many steps as it holds where the time axis is free.
    nonisolated(nonsending) public func predict(for key: Key, _ input: [Float]) async throws -> [Float] {
        guard pool.plan.inputs.count == 1, pool.plan.outputs.count == 1 else {
            throw RunError.portCount(expectedInputs: pool.plan.inputs.count, expectedOutputs: pool.plan.outputs.count)
        }
        _ = try layout.steps(of: [input])
        return try await withSession(for: key) { session in
            try session.checkInput(0, count: input.count, batch: 1)
            var output = [Float](repeating: 0, count: session.outputCount(0, batch: 1))
            var span = output.mutableSpan
            try session.predict(input.span, into: &span)
            return output
        }
    }

    /// The client's state after its last call; nil where it has none.
    nonisolated(nonsending) public func snapshot(of key: Key) async throws -> StateSnapshot? {
        guard let client = try await begin(key, createsClient: false) else { return nil }
        defer { end(client) }
        return client.state.map { StateSnapshot(bytes: Array($0)) }
    }

    /// Sets the client to a state that was taken from it or from another one, of this plan.
    ///
    /// - Throws: `RunError.stateSize` for a snapshot of another plan.
    nonisolated(nonsending) public func restore(_ snapshot: StateSnapshot, for key: Key) async throws {
        let expected = pool.plan.regions[.state]
        guard snapshot.bytes.count == expected else { throw RunError.stateSize(expected: expected, found: snapshot.bytes.count) }
        guard let client = try await begin(key, createsClient: true) else { return }
        snapshot.bytes.withUnsafeBytes { client.setState($0) }
        end(client)
    }

    /// Forgets the client's state: its next call begins a new sequence.
    nonisolated(nonsending) public func remove(_ key: Key) async throws {
        guard let client = try await begin(key, createsClient: false) else { return }
        client.forgetState()
        end(client)
    }

    /// Evicts the clients that are too old. Calls do it too; a service that may have none for long does it from time to time.
    public func evictExpired() {
        guard let maximumAge else { return }
        let now = elapsed()
        report(clients.withLock { $0.evict(notUsedSince: now - maximumAge) }, .age)
    }
}

extension StreamingSessions {
    private enum Outcome {
        case started(StreamingClient<Key>), noClient, queued, failed(any Error)
    }

    private struct NoClient: Error {}

    /// Makes this call the client's one that is under way, waiting for those before it. Who begins ends, whatever happens in between.
    ///
    /// - Returns: nil where there is no client and none is to be made.
    nonisolated(nonsending) private func begin(_ key: Key, createsClient: Bool) async throws -> StreamingClient<Key>? {
        try Task.checkCancellation()
        evictExpired()
        let call = ClientTable<Key>.Call(())
        switch begin(key, createsClient: createsClient, call, nil) {
        case .started(let client): return client
        case .noClient: return nil
        case .failed(let error): throw error
        case .queued: break
        }
        do {
            return try await withTaskCancellationHandler {
                try await withCheckedThrowingContinuation { continuation in
                    switch begin(key, createsClient: createsClient, call, continuation) {
                    case .started(let client): continuation.resume(returning: client)
                    case .noClient: continuation.resume(throwing: NoClient())
                    case .failed(let error): continuation.resume(throwing: error)
                    case .queued: break
                    }
                }
            } onCancel: {
                guard let continuation = clients.withLock({ $0.cancel(call, of: key) }) else { return }
                pool.observer?(.cancelled)
                continuation.resume(throwing: CancellationError())
            }
        } catch is NoClient {
            return nil
        }
    }

    /// - Parameter continuation: where the call waits; nil only to look whether it must.
    private func begin(
        _ key: Key, createsClient: Bool, _ call: ClientTable<Key>.Call, _ continuation: ClientTable<Key>.Call.Continuation?
    ) -> Outcome {
        let outcome: Outcome = clients.withLock { table in
            if call.isCancelled { return .failed(CancellationError()) }
            switch table.begin(key, createsClient: createsClient) {
            case .started(let client): return .started(client)
            case .noClient: return .noClient
            case .noRoom: return .failed(ServingError.tooManyClients(limit: maximumClients))
            case .mustWait(let client):
                guard let continuation else { return .queued }
                do {
                    try table.enqueue(call, continuation, of: client, maximumWaiting: maximumWaiting)
                    return .queued
                } catch {
                    return .failed(error)
                }
            }
        }
        if case .failed(let error as ServingError) = outcome, case .busy(let waiting) = error { pool.observer?(.refused(waiting: waiting)) }
        return outcome
    }

    private func end(_ client: StreamingClient<Key>) {
        let now = elapsed()
        let (next, evicted) = clients.withLock { table in
            var evicted: [StreamingClient<Key>] = []
            let next = table.end(client, at: now, evicting: &evicted)
            return (next, evicted)
        }
        next?.resume(returning: client)
        report(evicted, .count)
    }

    private func report(_ evicted: [StreamingClient<Key>], _ reason: EvictionReason) {
        guard let observer = pool.observer else { return }
        for _ in evicted { observer(.clientEvicted(reason)) }
    }
}
