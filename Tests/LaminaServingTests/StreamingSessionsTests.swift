import LaminaRuntime
import LaminaServing
import Synchronization
import Testing

@Suite struct StreamingSessionsTests {
    private final class ManualClock: Clock {
        struct Instant: InstantProtocol {
            var offset = Swift.Duration.zero
            func advanced(by duration: Swift.Duration) -> Instant { Instant(offset: offset + duration) }
            func duration(to other: Instant) -> Swift.Duration { other.offset - offset }
            static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
        }
        private let time = Mutex(Instant())
        var now: Instant { time.withLock { $0 } }
        var minimumResolution: Swift.Duration { .nanoseconds(1) }
        func sleep(until deadline: Instant, tolerance: Swift.Duration?) async throws {}
        func advance(_ seconds: Int) { time.withLock { $0 = $0.advanced(by: .seconds(seconds)) } }
    }

    private let model: LoadedModel
    private let pool: SessionPool
    private let events = Log<ServingEvent>()

    init() throws {
        model = try Example.load(Example.recurrent, isStreaming: true)
        pool = SessionPool(model, sessions: 2) { [events] in events.append($0) }
    }

    /// What a client alone is answered, step by step.
    private func alone(_ client: Int, steps: Int) throws -> [[Float]] {
        var session = Session(model)
        return try (0..<steps).map { try session.answer(step($0, of: client)) }
    }

    private func step(_ number: Int, of client: Int) -> [Float] {
        Example.numbers(3, seed: client * 1000 + number)
    }

    @Test func clientsSideBySideAreAnsweredAsIfAlone() async throws {
        let sessions = try StreamingSessions<Int>(pool, maximumClients: 100)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for client in 0..<24 {
                group.addTask {
                    let expected = try alone(client, steps: 30)
                    for number in 0..<30 {
                        #expect(try await sessions.predict(for: client, step(number, of: client)) == expected[number])
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(sessions.count == 24 && pool.inUse == 0)
    }

    @Test func callsOfOneClientRunInTheirOrder() async throws {
        let sessions = try StreamingSessions<Int>(pool, maximumClients: 1)
        let holders = [try await Holder(pool), try await Holder(pool)]
        var tasks: [Task<[Float], any Error>] = []
        for number in 0..<6 {
            let input = step(number, of: 1)
            tasks.append(Task { try await sessions.predict(for: 1, input) })
            try await eventually { number == 0 ? pool.waiting == 1 : sessions.waiting(for: 1) == number }
        }
        tasks[3].cancel()
        await #expect(throws: CancellationError.self) { try await tasks[3].value }
        for holder in holders { try await holder.release() }
        var session = Session(model)
        for number in [0, 1, 2, 4, 5] { #expect(try await tasks[number].value == session.answer(step(number, of: 1))) }
    }

    @Test func theStateOfOneClientNeverReachesAnother() async throws {
        let one = SessionPool(model, sessions: 1)
        let sessions = try StreamingSessions<String>(one, maximumClients: 2)
        let first = try alone(7, steps: 1)[0]
        for number in 0..<5 { _ = try await sessions.predict(for: "a", step(number, of: 1)) }
        #expect(try await sessions.predict(for: "b", step(0, of: 7)) == first)
        try await sessions.remove("b")
        #expect(!sessions.contains("b"))
        #expect(try await sessions.predict(for: "b", step(0, of: 7)) == first)
    }

    @Test func theOneThatWasIdleForLongestIsEvicted() async throws {
        let sessions = try StreamingSessions<Int>(pool, maximumClients: 3)
        for client in [1, 2, 3, 1, 4] { _ = try await sessions.predict(for: client, step(0, of: client)) }
        #expect([1, 2, 3, 4].filter(sessions.contains) == [1, 3, 4])
        #expect(try await sessions.predict(for: 2, step(0, of: 2)) == alone(2, steps: 1)[0])
        #expect([1, 2, 3, 4].filter(sessions.contains) == [1, 2, 4])
        #expect(events.entries.filter { $0 == .clientEvicted(.count) }.count == 2)
    }

    @Test func theOldAreEvicted() async throws {
        let clock = ManualClock()
        let sessions = try StreamingSessions<Int>(pool, maximumClients: 10, maximumAge: .seconds(60), clock: clock)
        _ = try await sessions.predict(for: 1, step(0, of: 1))
        clock.advance(30)
        _ = try await sessions.predict(for: 2, step(0, of: 2))
        clock.advance(29)
        sessions.evictExpired()
        #expect(sessions.count == 2)
        clock.advance(1)
        sessions.evictExpired()
        #expect(!sessions.contains(1) && sessions.contains(2))
        clock.advance(100)
        #expect(try await sessions.predict(for: 2, step(0, of: 2)) == alone(2, steps: 1)[0])
        #expect(events.entries.filter { $0 == .clientEvicted(.age) }.count == 2)
    }

    @Test func aSnapshotGoesOnWhereItWasTaken() async throws {
        let sessions = try StreamingSessions<Int>(pool, maximumClients: 10)
        let expected = try alone(1, steps: 6)
        for number in 0..<3 { _ = try await sessions.predict(for: 1, step(number, of: 1)) }
        let snapshot = try #require(try await sessions.snapshot(of: 1))
        for number in 3..<6 { #expect(try await sessions.predict(for: 1, step(number, of: 1)) == expected[number]) }
        try await sessions.restore(StateSnapshot(bytes: snapshot.bytes), for: 2)
        for number in 3..<6 { #expect(try await sessions.predict(for: 2, step(number, of: 1)) == expected[number]) }
        #expect(try await sessions.snapshot(of: 99) == nil)
        #expect(!sessions.contains(99))
        await #expect(throws: RunError.stateSize(expected: snapshot.bytes.count, found: 3)) {
            try await sessions.restore(StateSnapshot(bytes: [1, 2, 3]), for: 2)
        }
    }

    @Test func aCallThatFailsLeavesTheStateAsItWas() async throws {
        struct Failure: Error {}
        let sessions = try StreamingSessions<Int>(pool, maximumClients: 10)
        let expected = try alone(1, steps: 2)
        _ = try await sessions.predict(for: 1, step(0, of: 1))
        await #expect(throws: Failure.self) {
            try await sessions.withSession(for: 1) { session in
                _ = try session.answer(step(5, of: 3))
                throw Failure()
            }
        }
        #expect(try await sessions.predict(for: 1, step(1, of: 1)) == expected[1])
    }

    @Test func aCallThatIsRefusedOrFailsEvictsNobody() async throws {
        struct Failure: Error {}
        let narrow = SessionPool(model, sessions: 1, maximumWaiting: 0) { [events] in events.append($0) }
        let sessions = try StreamingSessions<Int>(narrow, maximumClients: 1)
        let expected = try alone(1, steps: 2)
        #expect(try await sessions.predict(for: 1, step(0, of: 1)) == expected[0])
        await #expect(throws: RunError.self) { try await sessions.predict(for: 2, [1, 2]) }
        await #expect(throws: Failure.self) { try await sessions.withSession(for: 2) { _ in throw Failure() } }
        let holder = try await Holder(narrow)
        await #expect(throws: ServingError.busy(waiting: 0)) { try await sessions.predict(for: 2, step(0, of: 2)) }
        try await holder.release()
        #expect(sessions.contains(1) && !sessions.contains(2) && sessions.count == 1)
        #expect(try await sessions.snapshot(of: 2) == nil)
        #expect(try await sessions.predict(for: 1, step(1, of: 1)) == expected[1])
        #expect(!events.entries.contains(.clientEvicted(.count)))
    }

    /// Who waits behind a first call that fails begins the client.
    @Test func theNextCallBeginsAClientWhoseFirstFailed() async throws {
        let sessions = try StreamingSessions<Int>(pool, maximumClients: 1)
        let holders = [try await Holder(pool), try await Holder(pool)]
        let input = step(0, of: 1)
        let first = Task { try await sessions.predict(for: 1, input) }
        try await eventually { pool.waiting == 1 }
        let second = Task { try await sessions.predict(for: 1, input) }
        try await eventually { sessions.waiting(for: 1) == 1 }
        #expect(!sessions.contains(1) && sessions.count == 0)
        first.cancel()
        await #expect(throws: CancellationError.self) { try await first.value }
        for holder in holders { try await holder.release() }
        #expect(try await second.value == alone(1, steps: 1)[0])
        #expect(sessions.contains(1) && sessions.count == 1)
    }

    @Test func aClientTooManyIsRefused() async throws {
        let sessions = try StreamingSessions<Int>(pool, maximumClients: 1, maximumWaiting: 1)
        let holders = [try await Holder(pool), try await Holder(pool)]
        let input = step(0, of: 1)
        let first = Task { try await sessions.predict(for: 1, input) }
        try await eventually { pool.waiting == 1 }
        await #expect(throws: ServingError.tooManyClients(limit: 1)) { try await sessions.predict(for: 2, input) }
        let second = Task { try await sessions.predict(for: 1, input) }
        try await eventually { sessions.waiting(for: 1) == 1 }
        await #expect(throws: ServingError.busy(waiting: 1)) { try await sessions.predict(for: 1, input) }
        for holder in holders { try await holder.release() }
        #expect(try await first.value.count == 2)
        #expect(try await second.value.count == 2)
    }

    @Test func otherPlansAreRefused() throws {
        #expect(throws: ServingError.noState(plan: "m")) {
            try StreamingSessions<Int>(SessionPool(Example.load(Example.recurrent), sessions: 1), maximumClients: 1)
        }
        let wide = SessionPool(try Example.load(Example.recurrent, batchCapacity: 2, isStreaming: true), sessions: 1)
        #expect(throws: ServingError.streamingBatch(plan: "m", capacity: 2)) { try StreamingSessions<Int>(wide, maximumClients: 1) }
    }

    @Test func statesGoOnUnderNewWeights() async throws {
        let sessions = try StreamingSessions<Int>(pool, maximumClients: 10)
        let other = try Example.load(Example.recurrent, seed: 4, isStreaming: true)
        _ = try await sessions.predict(for: 1, step(0, of: 1))
        let snapshot = try #require(try await sessions.snapshot(of: 1))
        try pool.replaceModel(with: other)
        var session = Session(other)
        try session.restoreState(snapshot)
        #expect(try await sessions.predict(for: 1, step(1, of: 1)) == session.answer(step(1, of: 1)))
    }
}
