/// What happens in a service, for its metrics and its log.
public enum ServingEvent: Hashable, Sendable {
    /// A session was used: how long its user waited for it, and how long it was used.
    case used(waited: Duration, busy: Duration)
    /// The requests that one run answered together.
    case batch(size: Int)
    /// A request was refused because too many wait.
    case refused(waiting: Int)
    /// A request was cancelled while it waited.
    case cancelled
    case modelReplaced
    case clientEvicted(EvictionReason)
}

public enum EvictionReason: Hashable, Sendable {
    case count, age
}

/// Hears of events on the thread where they happen, outside of all locks: it should be quick. Times are measured only where there is one.
public typealias ServingObserver = @Sendable (ServingEvent) -> Void
