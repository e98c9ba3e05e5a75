import Hummingbird
import Synchronization

/// Bounds how many requests there are between their head and their answer: each may hold a body.
final class RequestsInProgress: Sendable {
    private let limit: Int
    private let count = Atomic(0)

    init(limit: Int) {
        self.limit = limit
    }

    /// - Throws: what `body` throws; 503 at once where there are too many.
    func run<Result: Sendable>(_ body: () async throws -> Result) async throws -> Result {
        defer { count.subtract(1, ordering: .relaxed) }
        guard count.add(1, ordering: .relaxed).newValue <= limit else {
            throw HTTPError(.serviceUnavailable, message: "\(limit) requests are in progress: try again later")
        }
        return try await body()
    }
}
