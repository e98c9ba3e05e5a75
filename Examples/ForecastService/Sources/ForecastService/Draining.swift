import Logging
import ServiceLifecycle
import Synchronization

/// Between the request to stop and the closing of the listener: `/ping` says 503, so that load balancers send no more, while all that still
/// comes is answered.
public final class Draining: Service {
    private let delay: Duration
    private let logger: Logger
    private let started = Atomic(false)

    public init(delay: Duration, logger: Logger) {
        self.delay = delay
        self.logger = logger
    }

    public var isDraining: Bool { started.load(ordering: .relaxed) }

    public func run() async throws {
        try await gracefulShutdown()
        started.store(true, ordering: .relaxed)
        logger.info("asked to stop: draining for \(delay)")
        try await Task.sleep(for: delay)
    }
}
