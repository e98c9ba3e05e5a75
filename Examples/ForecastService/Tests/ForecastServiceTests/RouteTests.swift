import ForecastService
import Foundation
import Hummingbird
import HummingbirdTesting
import Lamina
import Testing

@Suite struct RouteTests {
    private struct Reply: Decodable {
        struct Prediction: Decodable {
            let change: Double
            let value: Double?
        }
        let unit: String
        let rows_ahead: Int
        let predictions: [Prediction]
    }

    private func post(
        _ client: any TestClientProtocol, _ body: String, type: String? = "application/json", accept: String? = nil, to uri: String = "/predict"
    ) async throws -> TestResponse {
        var headers: HTTPFields = [:]
        headers[.contentType] = type
        headers[.accept] = accept
        return try await client.execute(uri: uri, method: .post, headers: headers, body: ByteBuffer(string: body))
    }

    private func window(rows: Int = 24, width: Int = 10, value: Double = 1) -> String {
        "[" + (0..<rows).map { _ in "[" + (0..<width).map { _ in "\(value)" }.joined(separator: ",") + "]" }.joined(separator: ",") + "]"
    }

    @Test(arguments: ["/predict", "/invocations"]) func csvWithAHeaderIsForecastWindowByWindow(_ uri: String) async throws {
        let expected = try Fixture.expected(rows: 0..<27)
        try await Fixture.service().makeApplication().test(.router) { client in
            let body = try Fixture.csv(rows: 0..<27)
            let json = try await post(client, body, type: "text/csv", accept: "application/json", to: uri)
            #expect(json.status == .ok)
            let reply = try JSONDecoder().decode(Reply.self, from: Data(buffer: json.body))
            #expect(reply.predictions.map(\.value) == expected)
            #expect(reply.unit == "°C" && reply.rows_ahead == 6)
            let csv = try await post(client, body, type: "text/csv; charset=utf-8", to: uri)
            #expect(csv.headers[.contentType] == "text/csv; charset=utf-8")
            #expect(String(buffer: csv.body).split(separator: "\n").map { Double($0) } == expected)
        }
    }

    @Test func jsonAndBareNumbersGiveTheSame() async throws {
        let served = try ServedModel(folder: Fixture.folder(), batchCapacity: 1)
        try await Fixture.service().makeApplication().test(.router) { client in
            let numbers = (0..<240).map { Double($0 % 17) + 0.5 }
            let rows = stride(from: 0, to: 240, by: 10).map { "[" + numbers[$0..<$0 + 10].map { "\($0)" }.joined(separator: ",") + "]" }
            let window = "[" + rows.joined(separator: ",") + "]"
            let one = try await post(client, window, type: nil)
            #expect(one.status == .ok)
            let reply = try JSONDecoder().decode(Reply.self, from: Data(buffer: one.body))
            let value = try #require(reply.predictions.first?.value)
            #expect(abs(value - (numbers[230] + reply.predictions[0].change)) < 1e-9)
            var session = Session(served.loaded)
            var output: [Float] = [0]
            var span = output.mutableSpan
            let scaled = numbers.enumerated().map { served.preprocessing.scaledInput(Float($1), position: $0) }
            try session.predict(scaled.span, into: &span)
            #expect(reply.predictions[0].change == served.preprocessing.targetScaling(0).unscaled(Double(output[0])))

            let many = try await post(client, "{\"instances\": [\(window), \(window)]}", accept: "text/csv")
            #expect(String(buffer: many.body) == "\(value)\n\(value)\n")
            let bare = try await post(client, numbers.map { "\($0)" }.joined(separator: ",") + "\n", type: "text/csv")
            #expect(String(buffer: bare.body) == "\(value)\n")
        }
    }

    @Test(arguments: [
        ("", "application/json", 400, "body:1:1"),
        ("[[1, 2", "application/json", 400, "body:1:7"),
        ("{\"instances\": [], \"more\": 1}", "application/json", 400, "\"instances\" alone"),
        ("[]", "application/json", 400, "expected a window: 24 rows of 10 numbers, found []"),
        ("\"text\"", "application/json", 400, "expected a window: 24 rows of 10 numbers"),
        ("[[1, 2], [3, 4]]", "application/json", 400, "body:1:1: a window has 24 rows, found 2"),
        ("1,2,3\n", "text/csv", 400, "body:1: a window is 240 numbers (24 rows of 10), found 3"),
        ("", "text/csv", 400, "the body is empty"),
        ("time_utc,temp_c\n2013-01-01T06,3.9\n", "text/csv", 400, "dewpoint_c"),
        ("<x/>", "text/xml", 415, "expected Content-Type application/json or text/csv, found 'text/xml'"),
    ])
    func whatIsWrongIsSaid(_ body: String, _ type: String, _ status: Int, _ message: String) async throws {
        try await Fixture.service().makeApplication().test(.router) { client in
            let reply = try await post(client, body, type: type)
            #expect(reply.status.code == status)
            let text = String(buffer: reply.body)
            let document = try JSONDocument.parse(SourceText(path: "reply", text: text)).root
            let found = try #require(document["error"]?.value["message"]?.value.string)
            #expect(found.contains(message), "\(found)")
        }
    }

    @Test func wrongCountsInsideAWindowAreSaid() async throws {
        try await Fixture.service().makeApplication().test(.router) { client in
            let wide = try await post(client, window(width: 11))
            #expect(wide.status == .badRequest)
            #expect(String(buffer: wide.body).contains("a row has 10 numbers, found 11"))
            let word = try await post(client, window().replacing("[1.0,1.0", with: "[1.0,\"cold\"", maxReplacements: 1))
            #expect(String(buffer: word.body).contains("expected a number, found"))
            let huge = try await post(client, window(value: 1e300))
            #expect(huge.status == .badRequest)
            #expect(String(buffer: huge.body).contains("row 1, column 'temp_c'"))
        }
    }

    @Test func limitsHold() async throws {
        let service = try Fixture.service {
            $0.limits.bodyBytes = 4000
            $0.limits.windows = 2
        }
        try await service.makeApplication().test(.live) { client in
            let small = "[" + (0..<3).map { _ in window(value: 1) }.joined(separator: ",") + "]"
            #expect(small.utf8.count < 4000)
            let many = try await post(client, small)
            #expect(many.status == .badRequest)
            #expect(String(buffer: many.body).contains("a request may hold 2 windows, found 3"))
            let large = try await post(client, String(repeating: " ", count: 5000))
            #expect(large.status == .contentTooLarge)
            #expect(String(buffer: large.body).contains("a body may have 4000 bytes"))
        }
    }

    @Test func otherRoutes() async throws {
        let service = try Fixture.service()
        _ = Fixture.requests
        try await service.makeApplication().test(.router) { client in
            let ping = try await client.execute(uri: "/ping", method: .get)
            #expect(ping.status == .ok)
            let page = try await client.execute(uri: "/", method: .get)
            #expect(page.headers[.contentType] == "text/html; charset=utf-8")
            let page2 = String(buffer: page.body)
            #expect(!page2.contains("http://") && !page2.contains("https://"))
            let rows = try await client.execute(uri: "/observations.csv", method: .get)
            #expect(String(buffer: rows.body).hasPrefix("time_utc,temp_c"))
            #expect(try await client.execute(uri: "/nothing", method: .get).status == .notFound)
            #expect(try await client.execute(uri: "/predict", method: .get).status != .ok)
            for _ in 0..<3 { _ = try await post(client, window()) }
            _ = try await post(client, "[]")
            let metrics = String(buffer: try await client.execute(uri: "/metrics", method: .get).body)
            #expect(metrics.contains("# TYPE model_run_seconds histogram"))
            #expect(metrics.contains("model_run_seconds_count 3\n"))
            #expect(metrics.contains("model_batch_size_bucket{le=\"1.0\"} 3\n"))
            #expect(Fixture.requests.text.contains("# TYPE hb_requests_total counter"))
        }
    }

    @Test func everyLineOfTheMetricsIsPrometheuss() throws {
        let registry = PrometheusRegistry()
        registry.makeCounter(label: "a.b", dimensions: [("x.y", "say \"hi\"\n")]).increment(by: 2)
        let meter = registry.makeMeter(label: "open", dimensions: [])
        meter.increment(by: 3)
        meter.decrement(by: 1)
        registry.makeTimer(label: "took", dimensions: []).recordNanoseconds(2_000_000)
        registry.makeRecorder(label: "size", dimensions: [("k", "v")], aggregate: true).record(Int64(3))
        let lines = registry.text.split(separator: "\n")
        let sample = /[a-z_]+(\{[a-z_]+="([^"\\]|\\.)*"(,[a-z_]+="([^"\\]|\\.)*")*\})? [0-9.e+-]+/
        #expect(lines.allSatisfy { $0.hasPrefix("# TYPE ") || $0.wholeMatch(of: sample) != nil })
        for line in [
            "a_b_total{x_y=\"say \\\"hi\\\"\\n\"} 2", "open 2.0", "took_seconds_bucket{le=\"0.001\"} 0", "took_seconds_bucket{le=\"0.0025\"} 1",
            "took_seconds_bucket{le=\"+Inf\"} 1", "took_seconds_sum 0.002", "size_bucket{k=\"v\",le=\"4.0\"} 1", "size_count{k=\"v\"} 1",
        ] { #expect(lines.contains { $0 == line }, "\(line)") }
    }
}
