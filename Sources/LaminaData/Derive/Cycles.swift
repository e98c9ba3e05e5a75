import LaminaKit

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// `sin(2π · share of the period)`: near at midnight and just before it, as an hour's number is not.
struct Sine: DerivedColumn {
    static let typeName = "sin"
    static let summary = "The sine of a column that goes round: a time of day, a direction."
    let fields: DerivedFields
    let period: Period
    var content: ColumnRequest.Content { period.content }

    init(from fields: inout Fields) {
        self.fields = DerivedFields(from: &fields)
        period = Period(from: &fields)
    }

    func values(from column: [Double]) -> [Double] {
        column.map { sin(2 * .pi * period.share(of: $0)) }
    }
}

/// `cos(2π · share of the period)`: with the sine, the whole place on the circle.
struct Cosine: DerivedColumn {
    static let typeName = "cos"
    static let summary = "The cosine of a column that goes round: a time of day, a direction."
    let fields: DerivedFields
    let period: Period
    var content: ColumnRequest.Content { period.content }

    init(from fields: inout Fields) {
        self.fields = DerivedFields(from: &fields)
        period = Period(from: &fields)
    }

    func values(from column: [Double]) -> [Double] {
        column.map { cos(2 * .pi * period.share(of: $0)) }
    }
}

/// One turn of the circle.
enum Period: Sendable, Equatable {
    case day, week, year
    /// In the column's own unit: 360 for degrees.
    case length(Double)

    private static let names: [(String, Period)] = [("day", .day), ("week", .week), ("year", .year)]

    init(from fields: inout Fields) {
        let type = FieldType.either([.choice(Self.names.map(\.0)), .number(.positive)])
        self = .day
        guard
            let node = fields.node(
                "period", type, isRequired: true,
                summary: "One turn: a part of the calendar for times (ISO 8601, UTC), or a length for numbers (360 for degrees).")
        else { return }
        if let name = node.string, let period = Self.names.first(where: { $0.0 == name })?.1 {
            self = period
        } else if let length = node.double, length > 0 {
            self = .length(length)
        } else {
            let code = node.kind == .string ? FieldCode.choice : node.kind == .number ? .range : .type
            fields.report(Diagnostic(code, "\(fields.subject): field 'period' must be \(type), found \(node.snippet)", at: node.location))
        }
    }

    var content: ColumnRequest.Content {
        if case .length = self { .number } else { .time }
    }

    func share(of value: Double) -> Double {
        switch self {
        case .day: Timestamp.shareOfDay(value)
        case .week: Timestamp.shareOfWeek(value)
        case .year: Timestamp.shareOfYear(value)
        case .length(let length): value.truncatingRemainder(dividingBy: length) / length
        }
    }
}
