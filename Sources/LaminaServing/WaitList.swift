/// A task that waits in a `WaitList` for a value, with what it brings. Guarded by the lock of the list's owner.
final class Waiter<Request: Sendable, Value: Sendable>: @unchecked Sendable {
    typealias Continuation = CheckedContinuation<Value, any Error>

    let request: Request
    var isCancelled = false
    fileprivate var continuation: Continuation?
    fileprivate var next: Waiter?
    fileprivate unowned var previous: Waiter?

    init(_ request: Request) {
        self.request = request
    }
}

/// Tasks that wait for their turn, first come, first served; any of them leaves in constant time.
struct WaitList<Request: Sendable, Value: Sendable> {
    typealias Element = Waiter<Request, Value>

    private(set) var count = 0
    private var first: Element?
    private var last: Element?

    var isEmpty: Bool { first == nil }

    mutating func append(_ waiter: Element, _ continuation: Element.Continuation) {
        waiter.continuation = continuation
        waiter.previous = last
        if let last { last.next = waiter } else { first = waiter }
        last = waiter
        count += 1
    }

    mutating func popFirst() -> Element.Continuation? {
        guard let first else { return nil }
        return remove(first)
    }

    /// Marks a waiter as cancelled; returns what to resume where it was waiting already, nil where it has yet to come or has been served.
    mutating func cancel(_ waiter: Element) -> Element.Continuation? {
        waiter.isCancelled = true
        return waiter.continuation == nil ? nil : remove(waiter)
    }

    /// Takes the first ones whose request is accepted, at most `limit`, in order.
    mutating func take(_ limit: Int, where accepts: (Request) -> Bool) -> [(request: Request, continuation: Element.Continuation)] {
        var taken: [(request: Request, continuation: Element.Continuation)] = []
        var candidate = first
        while let waiter = candidate, taken.count < limit {
            candidate = waiter.next
            if accepts(waiter.request) { taken.append((waiter.request, remove(waiter))) }
        }
        return taken
    }

    private mutating func remove(_ waiter: Element) -> Element.Continuation {
        guard let continuation = waiter.continuation else { preconditionFailure("a waiter that does not wait") }
        if let previous = waiter.previous { previous.next = waiter.next } else { first = waiter.next }
        if let next = waiter.next { next.previous = waiter.previous } else { last = waiter.previous }
        waiter.continuation = nil
        waiter.next = nil
        count -= 1
        return continuation
    }
}
