/// The state of one client between its calls, and its calls that wait. Guarded by the table's lock, but `state`: that belongs to the call that
/// is under way.
final class StreamingClient<Key: Hashable & Sendable>: @unchecked Sendable {
    let key: Key
    /// Nil before the first call that succeeded, which is a state of zeros.
    private(set) var state: UnsafeMutableRawBufferPointer?
    fileprivate var hasState = false
    fileprivate var isBusy = true
    fileprivate var waiters = WaitList<Void, StreamingClient>()
    fileprivate var lastUse = Duration.zero
    // The table's dictionary owns all: a chain of owners would be freed by one recursion.
    fileprivate unowned var older: StreamingClient?
    fileprivate unowned var newer: StreamingClient?

    fileprivate init(_ key: Key) {
        self.key = key
    }

    deinit {
        state?.deallocate()
    }

    func setState(_ bytes: UnsafeRawBufferPointer) {
        if state == nil { state = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: MemoryLayout<Float>.alignment) }
        state?.copyMemory(from: bytes)
    }

    func forgetState() {
        state?.deallocate()
        state = nil
    }
}

/// Clients by key. Those that are idle have a state, and are in the order of their last use: they alone can be evicted.
///
/// A client is evicted for another one when that one's first call has succeeded: what is refused or fails costs nobody a state.
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

    private let maximumCount: Int
    private var clients: [Key: Client] = [:]
    private var busyCount = 0
    private var newest: Client?
    private var oldest: Client?
    /// How many have a state.
    private(set) var count = 0

    init(maximumCount: Int) {
        self.maximumCount = maximumCount
    }

    func contains(_ key: Key) -> Bool { clients[key]?.hasState ?? false }

    func waiting(for key: Key) -> Int { clients[key]?.waiters.count ?? 0 }

    mutating func begin(_ key: Key, createsClient: Bool) -> Beginning {
        if let client = clients[key] {
            guard !client.isBusy else { return .mustWait(client) }
            unlink(client)
            client.isBusy = true
            busyCount += 1
            return .started(client)
        }
        guard createsClient else { return .noClient }
        guard busyCount < maximumCount else { return .noRoom }
        let client = Client(key)
        clients[key] = client
        busyCount += 1
        return .started(client)
    }

    /// Lets a call wait behind the client's others.
    ///
    /// - Throws: `ServingError.busy` where as many wait as may.
    func enqueue(_ call: Call, _ continuation: Call.Continuation, of client: Client, maximumWaiting: Int) throws(ServingError) {
        guard client.waiters.count < maximumWaiting else { throw .busy(waiting: maximumWaiting) }
        client.waiters.append(call, continuation)
    }

    /// Cancels a call that waits, or has yet to come.
    func cancel(_ call: Call, of key: Key) -> Call.Continuation? {
        call.isCancelled = true
        return clients[key]?.waiters.cancel(call)
    }

    /// Ends a call; returns the client's next one, which is under way then. A client without a state and without calls is forgotten.
    ///
    /// - Parameter evicted: gets the clients that make room where there are more states than may be.
    mutating func end(_ client: Client, at time: Duration, evicting evicted: inout [Client]) -> Call.Continuation? {
        let hasState = client.state != nil
        if hasState != client.hasState {
            client.hasState = hasState
            count += hasState ? 1 : -1
        }
        client.lastUse = time
        let next = client.waiters.popFirst()
        if next == nil {
            client.isBusy = false
            busyCount -= 1
            if hasState { link(client) } else { clients[client.key] = nil }
        }
        while count > maximumCount, let oldest {
            removeIdle(oldest)
            evicted.append(oldest)
        }
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
        count -= 1
    }

    private mutating func link(_ client: Client) {
        client.older = newest
        newest?.newer = client
        newest = client
        if oldest == nil { oldest = client }
    }

    private mutating func unlink(_ client: Client) {
        if let newer = client.newer { newer.older = client.older } else { newest = client.older }
        if let older = client.older { older.newer = client.newer } else { oldest = client.newer }
        client.older = nil
        client.newer = nil
    }
}
