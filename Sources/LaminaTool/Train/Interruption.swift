import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Signals that ask a training to end: it ends in order, between two batches. A second one ends the process at once.
enum Interruption {
    /// The signal's number; 0 where there was none.
    private static let received = Atomic<Int32>(0)

    static var isWanted: Bool { received.load(ordering: .relaxed) != 0 }

    static var exit: ToolExit { received.load(ordering: .relaxed) == SIGTERM ? .terminated : .interrupted }

    /// From now on signals are waited for. One that the process was started to ignore, as by `nohup`, stays ignored.
    static func watch() {
        received.store(0, ordering: .relaxed)
        for number in [SIGINT, SIGTERM] {
            let earlier = signal(number) { number in
                signal(number, SIG_DFL)
                Interruption.received.store(number, ordering: .relaxed)
            }
            if unsafeBitCast(earlier, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self) { signal(number, SIG_IGN) }
        }
    }
}
