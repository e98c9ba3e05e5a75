/// The state of one client between its calls, and its calls that wait. Guarded by the table's lock, but `state`: that belongs to the call that
/// is under way.
final class StreamingClient<Key: Hashable & Sendable>: @unchecked Sendable {
    let key: Key
    let state: UnsafeMutableRawBufferPointer
    fileprivate var isBusy = true
    fileprivate var waiters = WaitList<Void, StreamingClient>()
    fileprivate var lastUse = Duration.zero
    fileprivate var older: StreamingClient?
    fileprivate unowned var newer: StreamingClient?

    fileprivate init(_ key: Key, stateBytes: Int) {
        self.key = key
        state = .allocate(byteCount: stateBytes, alignment: MemoryLayout<Float>.alignment)
        state.initializeMemory(as: UInt8.self, repeating: 0)
    }

    deinit {
        state.deallocate()
    }
}

/// Clients by key. Those that are idle are also in the order of their last use: they alone can be evicted.
struct ClientTable<Key: Hashable & Sendable> {
    typealias Client = StreamingClient<Key>
    typealias Call = Waiter<Void, Client>

    enum Beginning {
        /// The call is the client's one that is under way.
        case started(Client)
        case mustWait(Client)
        case noClient
        case noRoom
    }

    private let stateBytes: Int
    private let maximumCount: Int
    private var clients: [Key: Client] = [:]
    private var newest: Client?
    private var oldest: Client?

    init(stateBytes: Int, maximumCount: Int) {
        self.stateBytes = stateBytes
        self.maximumCount = maximumCount
    }

    var count: Int { clients.count }

    func contains(_ key: Key) -> Bool { clients[key] != nil }

    func waiting(for key: Key) -> Int { clients[key]?.waiters.count ?? 0 }

    /// - Parameter evicted: gets the client that makes room for a new one.
    mutating func begin(_ key: Key, createsClient: Bool, evicting evicted: inout [Client]) -> Beginning {
        if let client = clients[key] {
            guard !client.isBusy else { return .mustWait(client) }
            unlink(client)
            client.isBusy = true
            return .started(client)
        }
        guard createsClient else { return .noClient }
        if clients.count >= maximumCount {
            guard let oldest else { return .noRoom }
            removeIdle(oldest)
            evicted.append(oldest)
        }
        let client = Client(key, stateBytes: stateBytes)
        clients[key] = client
        return .started(client)
    }

    /// Lets a call wait behind the client's others.
    ///
    /// - Throws: `ServingError.busy` where as many wait as may.
    func enqueue(_ call: Call, _ continuation: Call.Continuation, of client: Client, maximumWaiting: Int) throws(ServingError) {
        guard client.waiters.count < maximumWaiting else { throw .busy(waiting: maximumWaiting) }
        client.waiters.append(call, continuation)
    }

    func cancel(_ call: Call, of key: Key) -> Call.Continuation? {
        clients[key]?.waiters.cancel(call)
    }

    /// Ends a call; returns the client's next one, which is under way then.
    mutating func end(_ client: Client, at time: Duration) -> Call.Continuation? {
        client.lastUse = time
        if let next = client.waiters.popFirst() { return next }
        client.isBusy = false
        client.older = newest
        newest?.newer = client
        newest = client
        if oldest == nil { oldest = client }
        return nil
    }

    /// Ends a call and forgets the client, unless a further call of it waits; returns that one.
    mutating func endRemoving(_ client: Client, at time: Duration) -> Call.Continuation? {
        let next = end(client, at: time)
        if next == nil { removeIdle(client) }
        return next
    }

    /// Removes the idle clients that were last used at `time` or before.
    mutating func evict(notUsedSince time: Duration) -> [Client] {
        var evicted: [Client] = []
        while let client = oldest, client.lastUse <= time {
            removeIdle(client)
            evicted.append(client)
        }
        return evicted
    }

    private mutating func removeIdle(_ client: Client) {
        unlink(client)
        clients[client.key] = nil
    }

    private mutating func unlink(_ client: Client) {
        if let newer = client.newer { newer.older = client.older } else { newest = client.older }
        if let older = client.older { older.newer = client.newer } else { oldest = client.newer }
        client.older = nil
        client.newer = nil
    }
}
