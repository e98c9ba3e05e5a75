import Foundation
import LaminaCompiler
import LaminaKit
import LaminaServing
import LaminaStandardPack
import Synchronization
import Testing

enum Example {
    /// A free time axis, 3 numbers a step; 2 numbers out for the last step.
    static let recurrent = """
        { "format": "lamina/1", "inputs": [{ "name": "x", "shape": [null, 3], "max_steps": 6 }],
          "layers": [{ "name": "gru", "type": "GRU", "units": 5 }, { "name": "y", "type": "Dense", "units": 2 }] }
        """
    static let dense = """
        { "format": "lamina/1", "inputs": [{ "name": "x", "shape": [7] }],
          "layers": [{ "type": "Dense", "units": 33, "activation": "tanh" }, { "name": "y", "type": "Dense", "units": 3, "activation": "softmax" }] }
        """

    static func graph(_ text: String) throws -> TypedGraph {
        try TypedGraph.resolve(SourceText(path: "m.json", text: text), registry: Registry([StandardPack()])).get()
    }

    static func load(_ text: String, seed: UInt64 = 3, batchCapacity: Int = 1, isStreaming: Bool = false) throws -> LoadedModel {
        let graph = try graph(text)
        let options = CompileOptions(batchCapacity: batchCapacity, isStreaming: isStreaming)
        return try LoadedModel(try graph.compile(options, registry: Registry([StandardPack()])).plan, weights: graph.initialWeights(seed: seed))
    }

    static func numbers(_ count: Int, seed: Int) -> [Float] {
        var random = RandomStream(seed: UInt64(seed), stream: 0)
        return (0..<count).map { _ in Float(random.uniform() * 2 - 1) }
    }
}

extension LoadedModel {
    /// What a session that nobody else uses says to one example.
    func answer(_ input: [Float]) throws -> [Float] {
        var session = Session(self)
        return try session.answer(input)
    }
}

extension Session {
    mutating func answer(_ input: [Float]) throws -> [Float] {
        try checkInput(0, count: input.count, batch: 1)
        var output = [Float](repeating: .nan, count: outputCount(0, batch: 1))
        var span = output.mutableSpan
        try predict(input.span, into: &span)
        return output
    }
}

extension SessionPool {
    func answer(_ input: [Float]) async throws -> [Float] {
        try await withSession { try $0.answer(input) }
    }
}

/// Threads beside Swift's pool: what blocks here cannot starve other tests.
final class OwnThreads: TaskExecutor {
    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        Thread.detachNewThread { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}

/// Occupies one session until it is released.
struct Holder {
    private let gate = DispatchSemaphore(value: 0)
    private let task: Task<Void, any Error>

    init(_ pool: SessionPool) async throws {
        let before = pool.inUse
        task = Task(executorPreference: OwnThreads()) { [gate] in try await pool.withSession { _ in gate.wait() } }
        try await eventually { pool.inUse == before + 1 }
    }

    func release() async throws {
        gate.signal()
        try await task.value
    }
}

struct Timeout: Error {}

func eventually(_ condition: () -> Bool) async throws {
    for _ in 0..<20_000 {
        if condition() { return }
        try await Task.sleep(for: .milliseconds(1))
    }
    throw Timeout()
}

/// What was reported, in order.
final class Log<Entry: Sendable>: Sendable {
    private let storage = Mutex<[Entry]>([])
    var entries: [Entry] { storage.withLock { $0 } }
    func append(_ entry: Entry) { storage.withLock { $0.append(entry) } }
}

extension Log<ServingEvent> {
    var runs: Int {
        entries.count { if case .used = $0 { true } else { false } }
    }

    var batches: [Int] {
        entries.compactMap { if case .batch(let size) = $0 { size } else { nil } }
    }
}
