import ForecastService
import Foundation
import FoundationNetworking
import Hummingbird
import HummingbirdTesting
import Lamina
import LaminaServing
import ServiceLifecycle
import Testing

@Suite struct ServiceTests {
    /// Occupies every session of a service, on threads of its own.
    private struct Holder {
        private let gate = DispatchSemaphore(value: 0)
        private let tasks: [Task<Void, any Error>]

        init(_ pool: SessionPool) async throws {
            tasks = (0..<pool.capacity).map { [gate] _ in
                Task(executorPreference: OwnThreads()) { try await pool.withSession { _ in gate.wait() } }
            }
            try await eventually { pool.inUse == pool.capacity }
        }

        func release() async throws {
            for _ in tasks { gate.signal() }
            for task in tasks { try await task.value }
        }
    }

    private final class OwnThreads: TaskExecutor {
        func enqueue(_ job: consuming ExecutorJob) {
            let job = UnownedJob(job)
            Thread.detachNewThread { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
        }
    }

    @Test func aFullServiceRefusesAndALateOneGivesUp() async throws {
        let service = try Fixture.service {
            $0.sessions = 1
            $0.limits.waiting = 1
            $0.limits.time = .milliseconds(300)
        }
        try await service.makeApplication().test(.router) { client in
            let body = ByteBuffer(string: try Fixture.csv(rows: 0..<24))
            let headers: HTTPFields = [.contentType: "text/csv"]
            let holder = try await Holder(service.forecaster.pool)
            let replies = try await withThrowingTaskGroup(of: TestResponse.self) { group in
                for _ in 0..<8 { group.addTask { try await client.execute(uri: "/predict", method: .post, headers: headers, body: body) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(replies.allSatisfy { $0.status == .serviceUnavailable && $0.headers[.retryAfter] == "1" })
            let texts = replies.map { String(buffer: $0.body) }
            #expect(texts.contains { $0.contains("requests wait already") })
            #expect(texts.contains { $0.contains("no answer within 0.3 seconds") })
            #expect(service.forecaster.pool.waiting == 0)
            try await holder.release()
            #expect(try await client.execute(uri: "/predict", method: .post, headers: headers, body: body).status == .ok)
        }
    }

    @Test func tooManyRequestsAreRefusedBeforeTheirBodies() async throws {
        let service = try Fixture.service { $0.limits.requests = 1 }
        try await service.makeApplication().test(.router) { client in
            let body = ByteBuffer(string: try Fixture.csv(rows: 0..<24))
            let headers: HTTPFields = [.contentType: "text/csv"]
            let holder = try await Holder(service.forecaster.pool)
            async let first = client.execute(uri: "/predict", method: .post, headers: headers, body: body)
            try await eventually { service.forecaster.waiting + service.forecaster.pool.waiting == 1 }
            let second = try await client.execute(uri: "/predict", method: .post, headers: headers, body: body)
            #expect(second.status == .serviceUnavailable && second.headers[.retryAfter] == "1")
            #expect(String(buffer: second.body).contains("1 requests are in progress"))
            try await holder.release()
            #expect(try await first.status == .ok)
            #expect(try await client.execute(uri: "/predict", method: .post, headers: headers, body: body).status == .ok)
        }
    }

    /// Requests that wait for the model when the service is asked to stop are answered.
    @Test func stoppingLosesNoRequest() async throws {
        let (ports, portGiven) = AsyncStream<Int>.makeStream()
        let service = try Fixture.service {
            $0.port = 0
            $0.drainDelay = .milliseconds(200)
        }
        let application = service.makeApplication { portGiven.yield($0) }
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(services: [application, service.draining], logger: Fixture.logger))
        let running = Task { try await group.run() }
        let port = try #require(await ports.first { _ in true })
        let holder = try await Holder(service.forecaster.pool)
        let body = Data(try Fixture.csv(rows: 0..<24).utf8)
        let expected = try Fixture.expected(rows: 0..<24)
        let requests = (0..<12).map { _ in Task { try await fetch(port, "predict", body) } }
        try await eventually { service.forecaster.waiting + service.forecaster.pool.waiting == 12 }

        await group.triggerGracefulShutdown()
        try await eventually { service.draining.isDraining }
        #expect(try await fetch(port, "ping").status == 503)
        try await Task.sleep(for: .milliseconds(400))
        try await holder.release()
        for request in requests {
            let reply = try await request.value
            #expect(reply.status == 200)
            #expect(reply.text.split(separator: "\n").map { Double($0) } == expected)
        }
        try await running.value
        await #expect(throws: (any Error).self) { try await fetch(port, "ping") }
    }

    private func fetch(_ port: Int, _ path: String, _ body: Data? = nil) async throws -> (status: Int, text: String) {
        var request = URLRequest(url: URL(string: "http://127.0.0.1:\(port)/\(path)")!)
        request.setValue("text/csv", forHTTPHeaderField: "Content-Type")
        request.httpBody = body
        request.httpMethod = body == nil ? "GET" : "POST"
        let (data, response) = try await URLSession(configuration: .ephemeral).data(for: request)
        return ((response as! HTTPURLResponse).statusCode, String(decoding: data, as: UTF8.self))
    }

    @Test func newWeightsAreServedAndWrongOnesAreNot() async throws {
        let service = try Fixture.service()
        let other = try Fixture.train("other", hyperparameters: #"{ "epochs": 1, "seed": "7" }"#)
        try await service.makeApplication().test(.router) { client in
            func ask() async throws -> String {
                let reply = try await client.execute(
                    uri: "/predict", method: .post, headers: [.contentType: "text/csv"], body: ByteBuffer(string: try Fixture.csv(rows: 0..<24)))
                #expect(reply.status == .ok)
                return String(buffer: reply.body)
            }
            let before = try await ask()
            try service.forecaster.reload(folder: other + "/model", batchCapacity: 32)
            let after = try await ask()
            #expect(after != before)

            try AtomicFile.write("damaged", to: other + "/model/weights.safetensors")
            #expect(throws: (any Error).self) { try service.forecaster.reload(folder: other + "/model", batchCapacity: 32) }
            #expect(throws: ServingError.self) { try service.forecaster.reload(folder: Fixture.folder(), batchCapacity: 8) }
            #expect(try await ask() == after)
        }
    }

    private func eventually(_ condition: () -> Bool) async throws {
        try await Self.eventually(condition)
    }

    private static func eventually(_ condition: () -> Bool) async throws {
        for _ in 0..<20_000 {
            if condition() { return }
            try await Task.sleep(for: .milliseconds(1))
        }
        throw CancellationError()
    }
}

@Suite struct TrainingTests {
    @Test func theModelIsLeftWhereItIsServedFrom() throws {
        let folder = try Fixture.trained.get()
        #expect(AtomicFile.exists(folder + "/model/weights.safetensors"))
        #expect(!AtomicFile.exists(folder + "/output/failure"))
        #expect(try Fixture.observations().count == 24 * 14 + 1)
    }

    @Test(arguments: [
        (#"{ "epochs": "many" }"#, "'epochs' must be a number up to a million, found \"many\""),
        (#"{ "epochs": 0 }"#, "'epochs' must be"),
        (#"{ "rate": "1" }"#, "there is no hyperparameter 'rate': there are epochs, batch_size, seed"),
        ("[]", "expected an object"),
        ("{", "hyperparameters.json"),
    ])
    func aFailureIsWrittenDown(_ hyperparameters: String, _ message: String) throws {
        let folder = try Fixture.temporary("failure-\(message.hashValue)")
        try AtomicFile.write(hyperparameters, to: folder + "/input/config/hyperparameters.json")
        let training = Training(folder: folder, builtInModel: Fixture.repository + "/models/weather-gru.json", logger: Fixture.logger)
        #expect(throws: (any Error).self) { try training.run() }
        let failure = try String(contentsOfFile: folder + "/output/failure", encoding: .utf8)
        #expect(failure.contains(message), "\(failure)")
        #expect(!AtomicFile.exists(folder + "/model/weights.safetensors"))
    }

    @Test func onlyModelsOfWindowsAreServed() throws {
        let folder = ModelFolder(try Fixture.temporary("dense"))
        try AtomicFile.write(
            #"{ "format": "lamina/1", "inputs": [{ "name": "x", "shape": [7] }], "layers": [{ "type": "Dense", "units": 3 }] }"#, to: folder.model)
        let model = try Model(folder.model)
        try model.save(model.graph.initialWeights(seed: 1), .identity, to: folder.weights)
        #expect {
            try ServedModel(folder: folder.path, batchCapacity: 1)
        } throws: { error in
            "\(error)".contains("one input [batch, rows, columns] of fixed size and one output of one number, found [[batch, 7]]")
        }
    }

    @Test func aModelOfOnesOwnIsTrained() throws {
        let folder = try Fixture.temporary("own")
        let channel = folder + "/input/data/training/"
        let text = try String(contentsOfFile: Fixture.repository + "/models/weather-gru.json", encoding: .utf8)
        try AtomicFile.write(
            text.replacing("\"units\": 24", with: "\"units\": 3").replacing(
                "\"expect\": { \"parameters\": 2617,", with: "\"expect\": {").replacing("\"epochs\": 60", with: "\"epochs\": 1"),
            to: channel + "model.json")
        try AtomicFile.write(
            try SourceText.read(path: Fixture.repository + "/models/data/weather-jfk-2013-hourly.csv", maximumBytes: 1 << 24).bytes,
            to: channel + "data/weather-jfk-2013-hourly.csv")
        let report = try Training(folder: folder, builtInModel: "nowhere.json", logger: Fixture.logger).run()
        #expect(report.error > 0 && report.error < 20)
        let served = try ServedModel(folder: folder + "/model", batchCapacity: 1)
        #expect(served.loaded.plan.parameters.contains { $0.name == "gru/kernel" && $0.shape.features == 9 })
    }
}
