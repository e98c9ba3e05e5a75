import ForecastService
import Foundation
import Hummingbird
import HummingbirdTesting
import Lamina
import Testing

@Suite struct FineTuningTests {
    private func service(_ name: String, _ change: (inout FineTuning.Options) -> Void = { _ in }) throws -> (ForecastApplication, ModelFolder) {
        let folder = try Fixture.temporary(name)
        try FileManager.default.removeItem(atPath: folder)
        try FileManager.default.copyItem(atPath: Fixture.folder(), toPath: folder)
        var options = FineTuning.Options()
        change(&options)
        return (try Fixture.service {
            $0.folder = folder
            $0.fineTuning = options
        }, ModelFolder(folder))
    }

    private func feed(_ client: any TestClientProtocol, rows: Range<Int> = 0..<279) async throws -> TestResponse {
        try await client.execute(
            uri: "/feedback", method: .post, headers: [.contentType: "text/csv"], body: ByteBuffer(string: try Fixture.csv(rows: rows)))
    }

    /// 250 windows after each of which it gets ten degrees warmer: whoever trains on them forecasts them better.
    private func feedRises(_ client: any TestClientProtocol) async throws -> TestResponse {
        func temperature(_ hour: Int) -> Double { 10 + 5 * sin(Double(hour) / 4) }
        let windows = (0..<250).map { first in (first..<first + 24).map { [temperature($0), 5, 60, 8, 1015, 10, 0, 1, 0, 1] } }
        let values = (0..<250).map { temperature($0 + 23) + 10 }
        return try await client.execute(
            uri: "/feedback", method: .post, headers: [.contentType: "application/json"],
            body: ByteBuffer(string: "{\"instances\": \(windows), \"values\": \(values)}"))
    }

    private func tune(_ client: any TestClientProtocol) async throws -> JSONNode {
        let reply = try await client.execute(uri: "/fine-tune", method: .post)
        return try JSONDocument.parse(SourceText(path: "reply", text: String(buffer: reply.body))).root
    }

    private func predict(_ client: any TestClientProtocol) async throws -> String {
        let reply = try await client.execute(
            uri: "/predict", method: .post, headers: [.contentType: "text/csv"], body: ByteBuffer(string: try Fixture.csv(rows: 0..<24)))
        return String(buffer: reply.body)
    }

    @Test func betterWeightsAreServedAndKept() async throws {
        let (service, folder) = try service("tuned") {
            $0.frozenLayers = ["gru"]
            $0.learningRate = 0.003
        }
        let old = try SourceText.read(path: folder.weights, maximumBytes: 1 << 20).bytes
        let oldWeights = service.forecaster.pool.model.weights
        let after = try await service.makeApplication().test(.router) { client in
            let before = try await predict(client)
            let counts = try await feedRises(client)
            #expect(String(buffer: counts.body) == "{\"training\":160,\"held_back\":30}\n")
            let report = try await tune(client)
            let lossBefore = try #require(report["loss_before"]?.value.double)
            let lossAfter = try #require(report["loss_after"]?.value.double)
            #expect(lossAfter < lossBefore)
            #expect(report["replaced"]?.value.boolean == true)
            #expect(report["examples"]?.value.integer == 160 && report["held_back"]?.value.integer == 30)
            let after = try await predict(client)
            #expect(after != before)
            return after
        }
        #expect(try SourceText.read(path: folder.previousWeights, maximumBytes: 1 << 20).bytes == old)
        let weights = service.forecaster.pool.model.weights
        #expect(weights["gru/kernel"] == oldWeights["gru/kernel"] && weights["change/kernel"] != oldWeights["change/kernel"])
        let restarted = try Fixture.service { $0.folder = folder.path }
        try await restarted.makeApplication().test(.router) { client in
            let answer = try await predict(client)
            #expect(answer == after)
        }
    }

    @Test func worseWeightsAreNotServed() async throws {
        let (service, folder) = try service("worse") { $0.learningRate = 30 }
        let old = try SourceText.read(path: folder.weights, maximumBytes: 1 << 20).bytes
        try await service.makeApplication().test(.router) { client in
            let before = try await predict(client)
            _ = try await feed(client)
            let report = try await tune(client)
            #expect(report["replaced"]?.value.boolean == false)
            let after = try await predict(client)
            #expect(after == before)
        }
        #expect(try SourceText.read(path: folder.weights, maximumBytes: 1 << 20).bytes == old)
        #expect(!AtomicFile.exists(folder.previousWeights))
    }

    /// Written before it is served: where that cannot be, the answer is ours, says nothing of our files, and the model stays.
    @Test func whatCannotBeWrittenIsNotServed() async throws {
        let (service, folder) = try service("unwritten") {
            $0.frozenLayers = ["gru"]
            $0.learningRate = 0.003
        }
        try AtomicFile.remove(folder.weights)
        try await service.makeApplication().test(.router) { client in
            let before = try await predict(client)
            _ = try await feedRises(client)
            let reply = try await client.execute(uri: "/fine-tune", method: .post)
            #expect(reply.status == .internalServerError)
            #expect(!String(buffer: reply.body).contains(folder.path))
            let after = try await predict(client)
            #expect(after == before)
        }
    }

    @Test func oneRunsAtATime() async throws {
        let (service, _) = try service("twice") { $0.epochs = 20 }
        try await service.makeApplication().test(.router) { client in
            _ = try await feed(client)
            let replies = try await withThrowingTaskGroup(of: TestResponse.self) { group in
                for _ in 0..<4 { group.addTask { try await client.execute(uri: "/fine-tune", method: .post) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(replies.contains { $0.status == .ok } && replies.contains { $0.status == .conflict })
        }
    }

    /// A body that comes again brings nothing, and few windows are all trained on.
    @Test func theSameWindowsCountOnce() async throws {
        let (service, _) = try service("repeated")
        try await service.makeApplication().test(.router) { client in
            for _ in 0..<3 {
                let counts = try await feed(client, rows: 0..<139)
                #expect(String(buffer: counts.body) == "{\"training\":110,\"held_back\":0}\n")
            }
            let early = try await tune(client)
            #expect(early["error"]?.value["message"]?.value.string == "fine-tuning needs 20 labelled windows held back, found 0")
            let counts = try await feed(client, rows: 100..<279)
            #expect(String(buffer: counts.body) == "{\"training\":160,\"held_back\":30}\n")
        }
    }

    @Test func csvLabelsNeedRowsThatFollowEachOther() async throws {
        let folder = try Fixture.temporary("drop")
        let channel = folder + "/input/data/training/"
        let file = "data/weather-jfk-2013-hourly.csv"
        let text = try String(contentsOfFile: Fixture.repository + "/models/weather-gru.json", encoding: .utf8)
        try AtomicFile.write(
            text.replacing("\"file\": \"\(file)\"", with: "\"file\": \"\(file)\", \"missing\": \"drop\""), to: channel + "model.json")
        try AtomicFile.write(
            try SourceText.read(path: Fixture.repository + "/models/" + file, maximumBytes: 1 << 24).bytes, to: channel + file)
        try AtomicFile.write(#"{ "epochs": 1 }"#, to: folder + "/input/config/hyperparameters.json")
        try Training(folder: folder, builtInModel: "nowhere.json", logger: Fixture.logger).run()
        let service = try Fixture.service {
            $0.folder = folder + "/model"
            $0.fineTuning = FineTuning.Options()
        }
        try await service.makeApplication().test(.router) { client in
            let reply = try await feed(client)
            #expect(reply.status == .badRequest)
            #expect(String(buffer: reply.body).contains("cannot be told from CSV"))
        }
    }

    @Test func feedbackIsBoundedAndChecked() async throws {
        let (service, _) = try service("bounded") { $0.capacity = 50 }
        try await service.makeApplication().test(.router) { client in
            let early = try await tune(client)
            #expect(early["error"]?.value["message"]?.value.string == "fine-tuning needs 64 labelled windows to train on, found 0")
            let short = try await feed(client, rows: 0..<29)
            #expect(String(buffer: short.body).contains("a window and what came true need 30 rows, found 29"))
            let counts = try await feed(client)
            #expect(String(buffer: counts.body) == "{\"training\":40,\"held_back\":0}\n")
            for body in ["{}", "{\"instances\": [], \"values\": [1]}", "[]"] {
                let reply = try await client.execute(uri: "/feedback", method: .post, body: ByteBuffer(string: body))
                #expect(reply.status == .badRequest, "\(body)")
            }
        }
        #expect(throws: (any Error).self) { _ = try self.service("stranger") { $0.frozenLayers = ["nobody"] } }
        #expect(throws: (any Error).self) { _ = try self.service("small") { $0.memoryBytes = 1000 } }
        try await Fixture.service().makeApplication().test(.router) { client in
            let reply = try await client.execute(uri: "/fine-tune", method: .post)
            #expect(reply.status == .notFound)
        }
    }
}
