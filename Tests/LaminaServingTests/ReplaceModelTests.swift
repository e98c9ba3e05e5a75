import Foundation
import LaminaRuntime
import LaminaServing
import Synchronization
import Testing

@Suite struct ReplaceModelTests {
    private let input = Example.numbers(7, seed: 1)

    @Test func runsInFlightEndOnTheOldModelWhichIsThenFreed() async throws {
        var old: LoadedModel? = try Example.load(Example.dense, seed: 1)
        let new = try Example.load(Example.dense, seed: 2)
        weak let watched = old
        let before = try old!.answer(input)
        let pool = SessionPool(old!, sessions: 2)
        old = nil

        let (entered, gate) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        let flight = Task(executorPreference: OwnThreads()) { [input] in
            try await pool.withSession { session in
                entered.signal()
                gate.wait()
                return try session.answer(input)
            }
        }
        try await eventually { pool.inUse == 1 }
        try pool.replaceModel(with: new)
        #expect(try await pool.answer(input) == new.answer(input))
        #expect(watched != nil)
        gate.signal()
        #expect(try await flight.value == before)
        #expect(watched == nil)
        #expect(pool.inUse == 0 && pool.model === new)
        let holders = [try await Holder(pool), try await Holder(pool)]
        for holder in holders { try await holder.release() }
        for _ in 0..<4 { #expect(try await pool.answer(input) == new.answer(input)) }
    }

    @Test func whoWaitsGetsTheNewModel() async throws {
        let pool = SessionPool(try Example.load(Example.dense, seed: 1), sessions: 1)
        let new = try Example.load(Example.dense, seed: 2)
        let holder = try await Holder(pool)
        let waiter = Task { [input] in try await pool.answer(input) }
        try await eventually { pool.waiting == 1 }
        for _ in 0..<3 { try pool.replaceModel(with: new) }
        try await holder.release()
        #expect(try await waiter.value == new.answer(input))
        #expect(pool.inUse == 0)
    }

    @Test func theSameModelAgainChangesNothing() async throws {
        let events = Log<ServingEvent>()
        let model = try Example.load(Example.dense)
        let pool = SessionPool(model, sessions: 2) { events.append($0) }
        let holder = try await Holder(pool)
        try pool.replaceModel(with: model)
        try await holder.release()
        #expect(pool.inUse == 0 && !events.entries.contains(.modelReplaced))
    }

    @Test func anotherModelIsRefused() throws {
        let pool = SessionPool(try Example.load(Example.dense, batchCapacity: 2), sessions: 1)
        let served = pool.model
        func refusal(_ text: String, batchCapacity: Int = 2) throws -> String {
            let other = try Example.load(text, batchCapacity: batchCapacity)
            let error = #expect(throws: ServingError.self) { try pool.replaceModel(with: other) }
            return "\(try #require(error))"
        }
        #expect(try refusal(Example.recurrent).contains("the inputs are [\"x [batch, time, 3]\"]"))
        #expect(try refusal(Example.dense, batchCapacity: 1).contains("the free axes are"))
        #expect(try refusal(Example.dense.replacing("tanh", with: "relu")).contains("other numbers at output 'y'"))
        #expect(try refusal(Example.dense.replacing("\"activation\": \"tanh\"", with: "\"use_bias\": false")).contains("the parameters are"))
        #expect(pool.model === served)
        try pool.replaceModel(with: Example.load(Example.dense, seed: 9, batchCapacity: 2))
    }

    @Test func damagedWeightsAreRefused() throws {
        let pool = SessionPool(try Example.load(Example.dense), sessions: 1)
        let served = pool.model
        var weights = served.weights
        weights.tensors[2].values[5] = .infinity
        let damaged = try LoadedModel(pool.plan, weights: weights)
        #expect(throws: ServingError.parameterNotFinite(name: weights.tensors[2].name)) { try pool.replaceModel(with: damaged) }
        weights = served.weights
        for index in weights.tensors[2].values.indices { weights.tensors[2].values[index] = 3e38 }
        for index in weights.tensors[1].values.indices { weights.tensors[1].values[index] = 100 }
        let diverged = try LoadedModel(pool.plan, weights: weights)
        #expect(throws: ServingError.outputNotFinite(port: "y")) { try pool.replaceModel(with: diverged, probe: [input]) }
        #expect(throws: RunError.elementCount(port: "x", shape: "[batch, 7]", expected: 7, found: 1)) {
            try pool.replaceModel(with: served, probe: [[1]])
        }
        #expect(pool.model === served)
    }

    /// Of a plan file those parameters alone are there as they are that runs read so.
    @Test func modelsOfPlanFilesAreExchanged() async throws {
        func file(_ text: String, seed: UInt64 = 1, damage: (inout Weights) -> Void = { _ in }) throws -> LoadedModel {
            let model = try Example.load(text, seed: seed)
            var weights = model.weights
            damage(&weights)
            return try LoadedModel(PlanFile(model.plan.fileBytes(weights: weights)))
        }
        let pool = SessionPool(try file(Example.dense), sessions: 1)
        #expect(pool.model.weights.tensors.count < pool.plan.parameters.count)
        for model in [try file(Example.dense, seed: 2), try Example.load(Example.dense, seed: 3), try file(Example.dense, seed: 4)] {
            try pool.replaceModel(with: model)
            #expect(try await pool.answer(input) == model.answer(input))
        }
        let served = pool.model
        let other = try file(Example.dense.replacing("tanh", with: "relu"))
        let error = #expect(throws: ServingError.self) { try pool.replaceModel(with: other) }
        let message = "\(try #require(error))"
        #expect(message.contains("has other options"), "\(message)")
        let damaged = try file(Example.dense) { $0.tensors[0].values[5] = .infinity }
        #expect(damaged.weights[served.plan.parameters[0].name] == nil)
        #expect(throws: ServingError.preparedNotFinite) { try pool.replaceModel(with: damaged) }
        #expect(pool.model === served)
    }

    @Test func onlyTheExpectedModelIsReplaced() throws {
        let pool = SessionPool(try Example.load(Example.dense, seed: 1), sessions: 1)
        let (first, second, third) = (pool.model, try Example.load(Example.dense, seed: 2), try Example.load(Example.dense, seed: 3))
        #expect(try pool.replaceModel(with: second, ifServing: first))
        #expect(try !pool.replaceModel(with: third, ifServing: first))
        #expect(pool.model === second)
        #expect(try pool.replaceModel(with: third))
    }

    /// A session that saw two exchanges in one run is not of the model that came back.
    @Test func theModelThatCameBackIsServedByItsOwnSessions() async throws {
        let (first, second) = (try Example.load(Example.dense, seed: 1), try Example.load(Example.dense, seed: 2))
        let pool = SessionPool(first, sessions: 2)
        let holder = try await Holder(pool)
        try pool.replaceModel(with: second)
        try pool.replaceModel(with: first)
        try await holder.release()
        let holders = [try await Holder(pool), try await Holder(pool)]
        for holder in holders { try await holder.release() }
        #expect(try await pool.answer(input) == first.answer(input))
        #expect(pool.inUse == 0)
    }

    private final class Progress: Sendable {
        let isOver = Atomic(false)
        /// How many answers were either model's.
        let answers: InlineArray<2, Atomic<Int>> = [Atomic(0), Atomic(0)]
    }

    /// Sixteen threads, weights exchanged every 10 ms, singly and in batches.
    @Test func everyAnswerIsOneOfTheTwoModels() async throws {
        let models = [try Example.load(Example.recurrent, seed: 1, batchCapacity: 4), try Example.load(Example.recurrent, seed: 2, batchCapacity: 4)]
        let inputs = (0..<16).map { Example.numbers(3 * (1 + $0 % 6), seed: $0) }
        let expected = try inputs.map { input in try models.map { try $0.answer(input) } }
        #expect(expected.allSatisfy { $0[0] != $0[1] })
        let pool = SessionPool(models[0], sessions: 3)
        let batcher = try RequestBatcher(pool)
        let progress = Progress()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for thread in 0..<16 {
                group.addTask(executorPreference: OwnThreads()) {
                    for call in 0... {
                        let input = inputs[(thread + call) % 16]
                        let answer = try await call % 2 == 0 ? pool.answer(input) : batcher.predict(input)
                        let model = try #require(expected[(thread + call) % 16].firstIndex(of: answer))
                        progress.answers[model].add(1, ordering: .relaxed)
                        if progress.isOver.load(ordering: .relaxed) { break }
                    }
                }
            }
            for exchange in 1...100 {
                try await Task.sleep(for: .milliseconds(10))
                let weights = models[exchange % 2].weights
                try pool.replaceModel(with: try LoadedModel(pool.plan, weights: weights))
            }
            progress.isOver.store(true, ordering: .relaxed)
            try await group.waitForAll()
        }
        #expect(pool.inUse == 0 && pool.waiting == 0)
        #expect(progress.answers[0].load(ordering: .relaxed) > 0)
        #expect(progress.answers[1].load(ordering: .relaxed) > 0)
        weak let last = pool.model
        try pool.replaceModel(with: models[0])
        #expect(last == nil)
    }
}
