import LaminaRuntime
import LaminaServing
import Testing

@Suite struct SessionPoolTests {
    @Test func manyTasksGetTheirOwnAnswers() async throws {
        let model = try Example.load(Example.recurrent)
        let pool = SessionPool(model, sessions: 3)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for task in 0..<32 {
                group.addTask {
                    for call in 0..<40 {
                        let input = Example.numbers(3 * (1 + call % 6), seed: task * 100 + call)
                        let expected = try model.answer(input)
                        #expect(try await pool.answer(input) == expected)
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(pool.inUse == 0 && pool.waiting == 0)
    }

    @Test func whoWaitsIsServedInOrder() async throws {
        let pool = SessionPool(try Example.load(Example.dense), sessions: 1)
        let holder = try await Holder(pool)
        let order = Log<Int>()
        var tasks: [Task<Void, any Error>] = []
        for number in 0..<8 {
            tasks.append(Task { try await pool.withSession { _ in order.append(number) } })
            try await eventually { pool.waiting == number + 1 }
        }
        try await holder.release()
        for task in tasks { try await task.value }
        #expect(order.entries == Array(0..<8))
    }

    @Test func tooManyAreRefusedAtOnce() async throws {
        let events = Log<ServingEvent>()
        let pool = SessionPool(try Example.load(Example.dense), sessions: 1, maximumWaiting: 2) { events.append($0) }
        let holder = try await Holder(pool)
        let waiting = (0..<2).map { _ in Task { try await pool.withSession { _ in } } }
        try await eventually { pool.waiting == 2 }
        await #expect(throws: ServingError.busy(waiting: 2)) { try await pool.withSession { _ in } }
        try await holder.release()
        for task in waiting { try await task.value }
        try await pool.withSession { _ in }
        #expect(events.entries.contains(.refused(waiting: 2)))
        let used = events.entries.filter { if case .used = $0 { true } else { false } }
        #expect(used.count == 4)
    }

    @Test func aCancelledWaiterLeavesAtOnce() async throws {
        let pool = SessionPool(try Example.load(Example.dense), sessions: 1)
        let holder = try await Holder(pool)
        let cancelled = Task { try await pool.withSession { _ in _ = Issue.record("it ran") } }
        try await eventually { pool.waiting == 1 }
        let patient = Task { try await pool.answer([Float](repeating: 1, count: 7)) }
        try await eventually { pool.waiting == 2 }
        cancelled.cancel()
        await #expect(throws: CancellationError.self) { try await cancelled.value }
        #expect(pool.waiting == 1)
        try await holder.release()
        #expect(try await patient.value.count == 3)
        #expect(pool.inUse == 0)
    }

    @Test func aCancelledTaskTakesNoSession() async throws {
        let pool = SessionPool(try Example.load(Example.dense), sessions: 1)
        let task = Task {
            while !Task.isCancelled { await Task.yield() }
            try await pool.withSession { _ in _ = Issue.record("it ran") }
        }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test func whatABodyThrowsGivesTheSessionBack() async throws {
        let pool = SessionPool(try Example.load(Example.dense), sessions: 1)
        await #expect(throws: RunError.elementCount(port: "x", shape: "[batch, 7]", expected: 7, found: 6)) {
            try await pool.answer([Float](repeating: 0, count: 6))
        }
        #expect(pool.inUse == 0)
        #expect(try await pool.answer([Float](repeating: 0, count: 7)).count == 3)
    }

    @Test func cancellationAtAnyMomentLosesNoSession() async throws {
        let model = try Example.load(Example.dense)
        let pool = SessionPool(model, sessions: 2, maximumWaiting: 100)
        let input = Example.numbers(7, seed: 1)
        let expected = try model.answer(input)
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<600 {
                group.addTask {
                    let task = Task { try await pool.answer(input) }
                    if number % 2 == 0 { await Task.yield() }
                    if number % 3 != 0 { task.cancel() }
                    switch await task.result {
                    case .success(let answer): #expect(answer == expected)
                    case .failure(let error): #expect(error is CancellationError || error is ServingError)
                    }
                }
            }
        }
        #expect(pool.inUse == 0 && pool.waiting == 0)
        let holders = [try await Holder(pool), try await Holder(pool)]
        #expect(pool.inUse == 2)
        for holder in holders { try await holder.release() }
    }
}
