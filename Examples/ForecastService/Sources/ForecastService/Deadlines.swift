import Synchronization

struct DeadlineExceeded: Error {}

/// Cancels what takes too long.
///
/// One timer watches all: a sleeping task for each request would stay in the system's timer queue until its time, long after the request.
final class Deadlines: Sendable {
    private struct Entry {
        let id: Int
        let end: ContinuousClock.Instant
    }

    private struct State {
        var lastID = 0
        var cancellations: [Int: @Sendable () -> Void] = [:]
        /// In the order of their ends, with some that are over already, from `first` on.
        var entries: [Entry] = []
        var first = 0
        var isWatching = false
    }

    private let limit: Duration
    private let state = Mutex(State())

    init(_ limit: Duration) {
        self.limit = limit
    }

    /// - Throws: what `body` throws, `DeadlineExceeded` where it was cancelled for taking too long.
    func run<Result: Sendable>(_ body: @escaping @Sendable () async throws -> Result) async throws -> Result {
        let task = Task(operation: body)
        let id = watch { task.cancel() }
        let result = await withTaskCancellationHandler {
            await task.result
        } onCancel: {
            task.cancel()
        }
        let wasInTime = state.withLock { $0.cancellations.removeValue(forKey: id) != nil }
        if case .failure = result, !wasInTime { throw DeadlineExceeded() }
        return try result.get()
    }

    private func watch(_ cancel: @escaping @Sendable () -> Void) -> Int {
        let end = ContinuousClock.now + limit
        let (id, starts) = state.withLock { state in
            state.lastID += 1
            state.cancellations[state.lastID] = cancel
            state.entries.append(Entry(id: state.lastID, end: end))
            defer { state.isWatching = true }
            return (state.lastID, !state.isWatching)
        }
        if starts {
            Task {
                while let end = nextEnd() {
                    try? await Task.sleep(until: end, clock: .continuous)
                    for cancel in takeLate() { cancel() }
                }
            }
        }
        return id
    }

    /// When the first one that still runs must be over; nil where none does, and nobody watches from then on.
    private func nextEnd() -> ContinuousClock.Instant? {
        state.withLock { state in
            while state.first < state.entries.count, state.cancellations[state.entries[state.first].id] == nil { state.first += 1 }
            state.entries.removeFirst(state.first)
            state.first = 0
            if state.entries.isEmpty { state.isWatching = false }
            return state.entries.first?.end
        }
    }

    private func takeLate() -> [@Sendable () -> Void] {
        let now = ContinuousClock.now
        return state.withLock { state in
            var late: [@Sendable () -> Void] = []
            while state.first < state.entries.count, state.entries[state.first].end <= now {
                if let cancel = state.cancellations.removeValue(forKey: state.entries[state.first].id) { late.append(cancel) }
                state.first += 1
            }
            return late
        }
    }
}
