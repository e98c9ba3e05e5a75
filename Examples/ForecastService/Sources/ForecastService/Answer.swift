import Hummingbird
import Lamina

/// Forecasts as a response.
struct Answer {
    let forecasts: [Forecast]
    let target: Preprocessing.Target

    var json: JSONValue {
        [
            "target": target.columns.first.map { .string($0) } ?? .null,
            "unit": target.unit.map { .string($0) } ?? .null,
            "rows_ahead": .integer(target.offset),
            "predictions": .array(forecasts.map { forecast in
                var members: [(String, JSONValue)] = []
                if target.isChange { members.append(("change", .number(forecast.output))) }
                if let value = forecast.value { members.append(("value", .number(value))) }
                return .object(members)
            }),
        ]
    }

    /// A line for each forecast: the absolute value, or else the change.
    var csv: String {
        forecasts.map { "\($0.value ?? $0.output)\n" }.joined()
    }

    func response(as format: BodyFormat) -> Response {
        switch format {
        case .json: .text(json.serialized(pretty: false) + "\n", "application/json")
        case .csv: .text(csv, "text/csv; charset=utf-8")
        }
    }
}

enum BodyFormat: CaseIterable {
    case json, csv

    /// Of a `Content-Type` or `Accept` header: the first of its media types that is one of these.
    init?(header: String) {
        for part in header.split(separator: ",") {
            switch part.prefix(while: { $0 != ";" }).filter({ $0 != " " }).lowercased() {
            case "application/json": self = .json
            case "text/csv": self = .csv
            default: continue
            }
            return
        }
        return nil
    }
}

extension Response {
    static func text(_ text: String, _ type: String, status: HTTPResponse.Status = .ok) -> Response {
        Response(status: status, headers: [.contentType: type], body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
}
