/// What a field may hold, for messages, schema and documentation alike.
public indirect enum FieldType: Sendable, Equatable {
    case integer(ClosedRange<Int>)
    case number(NumberRange)
    case boolean
    case string
    case choice([String])
    case array(of: FieldType, count: ClosedRange<Int>)
    case component(ComponentKind)
    case object
    /// An object whose keys are free.
    case dictionary(of: FieldType)
    case anything
    case optional(FieldType)
    case either([FieldType])
}

/// The numbers that a field takes.
public struct NumberRange: Sendable, Equatable {
    public let lower: Double
    public let upper: Double
    public let includesLower: Bool
    public let includesUpper: Bool

    public init(from lower: Double, includingLower: Bool = true, to upper: Double, includingUpper: Bool = true) {
        self.lower = lower
        self.upper = upper
        includesLower = includingLower
        includesUpper = includingUpper
    }

    public static let any = NumberRange(from: -.infinity, to: .infinity)
    public static let nonNegative = NumberRange(from: 0, to: .infinity)
    public static let positive = NumberRange(from: 0, includingLower: false, to: .infinity)
    /// `[0, 1)`: rates and momenta.
    public static let fraction = NumberRange(from: 0, to: 1, includingUpper: false)

    public func contains(_ value: Double) -> Bool {
        (includesLower ? value >= lower : value > lower) && (includesUpper ? value <= upper : value < upper)
    }
}

extension FieldType: CustomStringConvertible {
    /// As it stands in «must be …».
    public var description: String {
        switch self {
        case .integer(let range):
            switch (range.lowerBound, range.upperBound) {
            case (1, Fields.largestInteger): "a positive integer"
            case (0, Fields.largestInteger): "an integer of at least 0"
            case (let lower, Fields.largestInteger): "an integer of at least \(lower)"
            case (let lower, let upper): "an integer from \(lower) to \(upper)"
            }
        case .number(let range): "a number\(range.description)"
        case .boolean: "true or false"
        case .string: "a string"
        case .choice(let names): names.count == 1 ? "\"\(names[0])\"" : "one of \(names.map { "\"\($0)\"" }.joined(separator: ", "))"
        case .array(let element, let count):
            if count.lowerBound == count.upperBound {
                "an array of \(count.lowerBound) elements, each of them \(element.noun)"
            } else if count.lowerBound > 0 {
                "an array of at least \(count.lowerBound) \(count.lowerBound == 1 ? "element" : "elements"), each of them \(element.noun)"
            } else {
                "an array whose elements are each \(element.noun)"
            }
        case .component: "\(noun): a name, or an object with \"type\""
        case .object: "an object"
        case .dictionary(let element): "an object whose values are each \(element.noun)"
        case .anything: "a value"
        case .optional(let type): "\(type), or null"
        case .either(let types): types.map(\.noun).joined(separator: ", or ")
        }
    }

    /// As a part of a longer description: a component by its kind alone.
    private var noun: String {
        guard case .component(let kind) = self else { return description }
        return "\("aeio".contains(kind.name.first ?? " ") ? "an" : "a") \(kind)"
    }
}

extension NumberRange: CustomStringConvertible {
    public var description: String {
        func text(_ value: Double) -> String { value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : String(value) }
        switch (lower.isFinite, upper.isFinite) {
        case (false, false): return ""
        case (true, false): return includesLower ? " of at least \(text(lower))" : " greater than \(text(lower))"
        case (false, true): return includesUpper ? " of at most \(text(upper))" : " less than \(text(upper))"
        case (true, true):
            return " \(includesLower ? "from" : "above") \(text(lower)) \(includesUpper ? "to" : "to below") \(text(upper))"
        }
    }
}

/// One field that a component asked for.
public struct FieldDescription: Sendable {
    public let key: String
    public let type: FieldType
    /// What stands in for an absent field; nil where the field is required.
    public let defaultValue: JSONValue?
    public let summary: String

    public init(key: String, type: FieldType, defaultValue: JSONValue?, summary: String) {
        self.key = key
        self.type = type
        self.defaultValue = defaultValue
        self.summary = summary
    }
}
