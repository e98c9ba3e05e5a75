/// One value of a document: a handle that is cheap to copy.
public struct JSONNode: Sendable {
    public enum Kind: String, Sendable, CaseIterable {
        case object, array, string, number, boolean, null

        /// The kind with its article, for messages: "an object", "a string", "null".
        public var phrase: String {
            switch self {
            case .object, .array: "an \(rawValue)"
            case .string, .number, .boolean: "a \(rawValue)"
            case .null: rawValue
            }
        }
    }

    let storage: JSONStorage
    let index: Int

    private var entry: JSONTable.Node { storage.table.nodes[index] }
    private var scalar: JSONScalar { storage.scalars[index] }

    public var kind: Kind { entry.kind }

    /// The bytes of the value, with a string's quotes and a container's brackets.
    public var range: SourceRange { entry.range }

    public var location: SourceLocation { SourceLocation(text: storage.text, range: range) }

    public var isNull: Bool { kind == .null }

    /// The string, if it is one.
    public var string: String? {
        if case .string(let value) = scalar { value } else { nil }
    }

    /// The truth value, if it is one.
    public var boolean: Bool? {
        if case .boolean(let value) = scalar { value } else { nil }
    }

    /// The number, if it is written as an integer (`3`, not `3.0` or `3e0`) and fits.
    public var integer: Int? {
        if case .integer(let value) = scalar { value } else { nil }
    }

    /// The number, however it is written; an integer that a double cannot hold is rounded.
    public var double: Double? {
        switch scalar {
        case .integer(let value): value == 0 && isWrittenNegative ? -0.0 : Double(value)
        case .double(let value): value
        default: nil
        }
    }

    /// Whether a number is written with neither fraction nor exponent, be it too large for `integer` or not.
    public var isIntegerLiteral: Bool { entry.isInteger }

    /// How many elements or members it has.
    public var count: Int { entry.count }

    /// An array's elements; empty for anything else.
    public var elements: [JSONNode] {
        kind == .array ? children : []
    }

    /// An object's members in the order of the text; empty for anything else.
    public var members: [JSONMember] {
        kind == .object ? children.compactMap(\.member) : []
    }

    /// The member with exactly this key (Swift's string equality, so in any normal form of Unicode).
    public subscript(key: String) -> JSONMember? {
        guard kind == .object else { return nil }
        var child = index + 1
        for _ in 0..<entry.count {
            let node = storage.table.nodes[child]
            if let position = node.key, storage.table.keys[position].name == key {
                return JSONNode(storage: storage, index: child).member
            }
            child = node.end
        }
        return nil
    }

    private var isWrittenNegative: Bool { storage.text.bytes[range.lowerBound] == UInt8(ascii: "-") }

    private var children: [JSONNode] {
        var nodes: [JSONNode] = []
        nodes.reserveCapacity(entry.count)
        var child = index + 1
        for _ in 0..<entry.count {
            nodes.append(JSONNode(storage: storage, index: child))
            child = storage.table.nodes[child].end
        }
        return nodes
    }

    private var member: JSONMember? {
        guard let position = entry.key else { return nil }
        let key = storage.table.keys[position]
        return JSONMember(key: key.name, keyRange: key.range, value: self)
    }
}

/// A key with its value.
public struct JSONMember: Sendable {
    /// The key with its escapes decoded.
    public let key: String
    /// The bytes of the key with its quotes.
    public let keyRange: SourceRange
    public let value: JSONNode

    public var keyLocation: SourceLocation { SourceLocation(text: value.storage.text, range: keyRange) }
}
