import Foundation
import LaminaRuntime
import LaminaServing
import Testing

@Suite struct RequestBatcherTests {
    private func start(_ batcher: RequestBatcher, _ input: [Float], after count: Int) async throws -> Task<[Float], any Error> {
        let task = Task { try await batcher.predict(input) }
        try await eventually { batcher.waiting + batcher.pool.waiting == count + 1 }
        return task
    }

    @Test(arguments: [Example.dense, Example.recurrent]) func manyRequestsGetTheirOwnRows(_ text: String) async throws {
        let single = try Example.load(text)
        let pool = SessionPool(try Example.load(text, batchCapacity: 13), sessions: 2)
        let batcher = try RequestBatcher(pool)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for task in 0..<48 {
                group.addTask {
                    for call in 0..<20 {
                        let count = text == Example.dense ? 7 : 3 * (1 + (task + call) % 6)
                        let input = Example.numbers(count, seed: task * 100 + call)
                        let expected = try single.answer(input)
                        #expect(try await batcher.predict(input) == expected)
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(pool.inUse == 0 && batcher.waiting == 0)
    }

    @Test func aLoneRequestRunsAlone() async throws {
        let events = Log<ServingEvent>()
        let model = try Example.load(Example.dense, batchCapacity: 8)
        let batcher = try RequestBatcher(SessionPool(model, sessions: 1) { events.append($0) })
        let input = Example.numbers(7, seed: 1)
        for _ in 0..<3 { #expect(try await batcher.predict(input) == model.answer(input)) }
        #expect(events.batches == [1, 1, 1])
    }

    @Test func whatWaitsForASessionRunsTogether() async throws {
        let events = Log<ServingEvent>()
        let model = try Example.load(Example.dense, batchCapacity: 3)
        let pool = SessionPool(model, sessions: 1) { events.append($0) }
        let batcher = try RequestBatcher(pool)
        let holder = try await Holder(pool)
        var tasks: [Task<[Float], any Error>] = []
        for number in 0..<5 { tasks.append(try await start(batcher, Example.numbers(7, seed: number), after: number)) }
        try await holder.release()
        for (number, task) in tasks.enumerated() { #expect(try await task.value == model.answer(Example.numbers(7, seed: number))) }
        #expect(events.batches == [3, 2])
    }

    @Test func otherLengthsRunApart() async throws {
        let events = Log<ServingEvent>()
        let model = try Example.load(Example.recurrent, batchCapacity: 8)
        let pool = SessionPool(model, sessions: 1) { events.append($0) }
        let batcher = try RequestBatcher(pool)
        let holder = try await Holder(pool)
        var tasks: [Task<[Float], any Error>] = []
        let lengths = [4, 2, 4, 2, 2, 5]
        for (number, steps) in lengths.enumerated() {
            tasks.append(try await start(batcher, Example.numbers(3 * steps, seed: number), after: number))
        }
        try await holder.release()
        for (number, task) in tasks.enumerated() {
            #expect(try await task.value == model.answer(Example.numbers(3 * lengths[number], seed: number)))
        }
        #expect(events.batches == [2, 3, 1])
    }

    @Test(arguments: [0, 2]) func aCancelledRequestLeavesAlone(_ victim: Int) async throws {
        let model = try Example.load(Example.dense, batchCapacity: 8)
        let pool = SessionPool(model, sessions: 1)
        let batcher = try RequestBatcher(pool)
        let holder = try await Holder(pool)
        var tasks: [Task<[Float], any Error>] = []
        for number in 0..<4 { tasks.append(try await start(batcher, Example.numbers(7, seed: number), after: number)) }
        tasks[victim].cancel()
        await #expect(throws: CancellationError.self) { try await tasks[victim].value }
        try await holder.release()
        for (number, task) in tasks.enumerated() where number != victim {
            #expect(try await task.value == model.answer(Example.numbers(7, seed: number)))
        }
        #expect(try await batcher.predict(Example.numbers(7, seed: 9)).count == 3)
        #expect(pool.inUse == 0 && batcher.waiting == 0)
    }

    @Test func wrongSizesAreToldBeforeTheyJoinOthers() async throws {
        let pool = SessionPool(try Example.load(Example.recurrent, batchCapacity: 4), sessions: 1)
        let batcher = try RequestBatcher(pool)
        await #expect(throws: RunError.elementCount(port: "x", shape: "[batch, time, 3]", expected: 6, found: 5)) {
            try await batcher.predict([Float](repeating: 0, count: 5))
        }
        await #expect(throws: RunError.elementCount(port: "x", shape: "[batch, time, 3]", expected: 3, found: 0)) {
            try await batcher.predict([])
        }
        await #expect(throws: RunError.timeSteps(axis: "time", found: 7, bound: 6)) {
            try await batcher.predict([Float](repeating: 0, count: 21))
        }
        await #expect(throws: RunError.portCount(expectedInputs: 1, expectedOutputs: 1)) { try await batcher.predict(inputs: [[], []]) }
        #expect(pool.inUse == 0)
    }

    @Test func tooManyAreRefusedAtOnce() async throws {
        let pool = SessionPool(try Example.load(Example.dense, batchCapacity: 4), sessions: 1)
        let batcher = try RequestBatcher(pool, maximumWaiting: 1)
        let holder = try await Holder(pool)
        let input = Example.numbers(7, seed: 1)
        let tasks = [try await start(batcher, input, after: 0), try await start(batcher, input, after: 1)]
        await #expect(throws: ServingError.busy(waiting: 1)) { try await batcher.predict(input) }
        try await holder.release()
        for task in tasks { #expect(try await task.value.count == 3) }
    }

    @Test func aFullBatchDoesNotWaitForTheDelay() async throws {
        let events = Log<ServingEvent>()
        let model = try Example.load(Example.dense, batchCapacity: 3)
        let batcher = try RequestBatcher(SessionPool(model, sessions: 2) { events.append($0) }, delay: .seconds(3600))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<3 {
                group.addTask {
                    let input = Example.numbers(7, seed: number)
                    let expected = try model.answer(input)
                    #expect(try await batcher.predict(input) == expected)
                }
            }
            try await group.waitForAll()
        }
        #expect(events.batches == [3])
    }

    /// Those that are no company for the one that gathered run beside it: its end holds back nobody.
    @Test func afterGatheringEverySessionIsUsed() async throws {
        let (used, others) = (Log<ServingEvent>(), DispatchSemaphore(value: 0))
        let model = try Example.load(Example.recurrent, batchCapacity: 8)
        let pool = SessionPool(model, sessions: 3) { event in
            used.append(event)
            guard case .used = event else { return }
            let count = used.runs
            if count == 3 { others.signal() }
            if count == 1, others.wait(timeout: .now() + 20) == .timedOut { Issue.record("the others waited for the first") }
        }
        let batcher = try RequestBatcher(pool, maximumBatch: 6, delay: .seconds(3600))
        let lengths = [2, 3, 4, 2, 3, 4]
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (number, steps) in lengths.enumerated() {
                group.addTask(executorPreference: OwnThreads()) {
                    let input = Example.numbers(3 * steps, seed: number)
                    let answer = try await batcher.predict(input)
                    #expect(try answer == model.answer(input))
                }
            }
            try await group.waitForAll()
        }
        #expect(used.batches.reduce(0, +) == 6)
        #expect(batcher.waiting == 0 && pool.inUse == 0)
    }

    @Test func aPlanWithStateIsRefused() throws {
        let pool = SessionPool(try Example.load(Example.recurrent, isStreaming: true), sessions: 1)
        #expect(throws: ServingError.hasState(plan: "m")) { try RequestBatcher(pool) }
    }

    @Test func theDelayEnds() async throws {
        let events = Log<ServingEvent>()
        let pool = SessionPool(try Example.load(Example.dense, batchCapacity: 3), sessions: 1) { events.append($0) }
        let batcher = try RequestBatcher(pool, delay: .milliseconds(20))
        let clock = ContinuousClock()
        let took = try await clock.measure { _ = try await batcher.predict(Example.numbers(7, seed: 0)) }
        #expect(took >= .milliseconds(20))
        #expect(events.batches == [1])
    }

    @Test func whoWaitsForCompanyCanBeCancelledAlone() async throws {
        let pool = SessionPool(try Example.load(Example.dense, batchCapacity: 3), sessions: 1)
        let batcher = try RequestBatcher(pool, delay: .seconds(3600))
        let leader = Task { try await batcher.predict(Example.numbers(7, seed: 0)) }
        let follower = Task { try await batcher.predict(Example.numbers(7, seed: 0)) }
        try await eventually { batcher.waiting == 1 }
        leader.cancel()
        follower.cancel()
        await #expect(throws: CancellationError.self) { try await leader.value }
        await #expect(throws: CancellationError.self) { try await follower.value }

        let first = Task { try await batcher.predict(Example.numbers(7, seed: 0)) }
        try await eventually { batcher.isGathering }
        let second = Task { try await batcher.predict(Example.numbers(7, seed: 0)) }
        try await eventually { batcher.waiting == 1 }
        first.cancel()
        await #expect(throws: CancellationError.self) { try await first.value }
        #expect(try await second.value.count == 3)
    }

    /// What makes batching safe: a row's bits are the same alone and among others, whatever the size of the batch.
    @Test(arguments: [
        "weather-gru", "jena-lstm", "jena-rnn", "jena-bidirectional", "lenet-5", "fashion-mlp", "fashion-mlp-bn", "fashion-cnn", "transformer-encoder",
        "digits-mlp", "japanese-vowels", "sunspots-lstm",
    ])
    func rowsDoNotDependOnTheirBatch(_ name: String) throws {
        let text = try String(contentsOf: URL(filePath: #filePath).appending(path: "../../../models/\(name).json").standardized, encoding: .utf8)
        let single = try Example.load(text)
        var session = Session(try Example.load(text, batchCapacity: 33))
        let count = single.plan.inputs[0].shape.boundedCount
        let isText = name == "transformer-encoder"
        let inputs = (0..<33).map { Example.numbers(count, seed: $0).map { isText ? (abs($0) * 3999).rounded() : $0 } }
        let expected = try inputs.map(single.answer)
        #expect(expected.allSatisfy { $0.allSatisfy(\.isFinite) })
        for batch in [2, 3, 4, 5, 7, 8, 13, 16, 17, 31, 32, 33] {
            var output = [Float](repeating: .nan, count: expected[0].count * batch)
            var span = output.mutableSpan
            let input = Array(inputs[..<batch].joined())
            try session.predict(input.span, batch: batch, into: &span)
            let different = (0..<batch).filter { Array(output[$0 * expected[0].count..<($0 + 1) * expected[0].count]) != expected[$0] }
            #expect(different.isEmpty, "rows \(different) of \(batch)")
        }
    }
}
