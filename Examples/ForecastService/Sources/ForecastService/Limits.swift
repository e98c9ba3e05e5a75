/// What a request may cost.
public struct Limits: Sendable {
    public var bodyBytes = 1 << 20
    public var windows = 256
    /// From the head of the request to its answer, the body's arrival and the wait for a session included.
    public var time = Duration.seconds(10)
    /// How many requests may be between their head and their answer, each with its body.
    public var requests = 256
    /// How many requests may wait for a session.
    public var waiting = 1024

    public init() {}
}
