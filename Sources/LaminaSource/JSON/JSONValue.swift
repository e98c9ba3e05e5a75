/// A JSON value to be written.
///
/// An object keeps its members in the given order, and what is written depends on nothing else, so equal values give
/// equal bytes.
public indirect enum JSONValue: Sendable {
    case object([(String, JSONValue)])
    case array([JSONValue])
    case string(String)
    case integer(Int)
    /// Written in the shortest form that reads back as the same double; `null` if it is not finite.
    case number(Double)
    case boolean(Bool)
    case null
}

extension JSONValue: Equatable {
    public static func == (first: JSONValue, second: JSONValue) -> Bool {
        switch (first, second) {
        case (.object(let first), .object(let second)):
            first.count == second.count && zip(first, second).allSatisfy { $0.0 == $1.0 && $0.1 == $1.1 }
        case (.array(let first), .array(let second)): first == second
        case (.string(let first), .string(let second)): first == second
        case (.integer(let first), .integer(let second)): first == second
        case (.number(let first), .number(let second)): first == second
        case (.boolean(let first), .boolean(let second)): first == second
        case (.null, .null): true
        default: false
        }
    }
}

extension JSONValue {
    /// The value of a parsed node.
    public init(_ node: JSONNode) {
        switch node.kind {
        case .object: self = .object(node.members.map { ($0.key, JSONValue($0.value)) })
        case .array: self = .array(node.elements.map(JSONValue.init))
        case .string: self = .string(node.string ?? "")
        case .number: self = node.integer.map(JSONValue.integer) ?? .number(node.double ?? .nan)
        case .boolean: self = .boolean(node.boolean ?? false)
        case .null: self = .null
        }
    }
}

extension JSONValue {
    /// Of an object; none of anything else.
    public var members: [(String, JSONValue)] {
        if case .object(let members) = self { members } else { [] }
    }

    public subscript(key: String) -> JSONValue? {
        members.first { $0.0 == key }?.1
    }

    /// The value in the one spelling that all values of the same meaning share: keys in alphabetical order, whole numbers as integers, a
    /// component without fields of its own (`{"type": "relu"}`) as its name.
    public var canonical: JSONValue {
        switch self {
        case .object(let members):
            if members.count == 1, members[0].0 == "type" { return members[0].1.canonical }
            return .object(members.map { ($0.0, $0.1.canonical) }.sorted { $0.0 < $1.0 })
        case .array(let elements): return .array(elements.map(\.canonical))
        case .number(let number): return Int(exactly: number).map(JSONValue.integer) ?? self
        default: return self
        }
    }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByNilLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    public init(stringLiteral value: String) { self = .string(value) }
    public init(integerLiteral value: Int) { self = .integer(value) }
    public init(floatLiteral value: Double) { self = .number(value) }
    public init(booleanLiteral value: Bool) { self = .boolean(value) }
    public init(nilLiteral: ()) { self = .null }
    public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    public init(dictionaryLiteral members: (String, JSONValue)...) { self = .object(members) }
}
