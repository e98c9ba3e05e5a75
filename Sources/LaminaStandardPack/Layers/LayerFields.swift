import LaminaKit

extension Fields {
    /// One integer, or an array of several.
    mutating func oneOrMore(_ key: String, each range: ClosedRange<Int>, default defaultValue: [Int], _ summary: String) -> [Int] {
        let json: JSONValue = defaultValue.count == 1 ? .integer(defaultValue[0]) : .array(defaultValue.map { .integer($0) })
        return read(key, Self.oneOrMore(range), default: (defaultValue, json), standIn: defaultValue, summary: summary) {
            Self.oneOrMore($0, range)
        }
    }

    /// The same, or null.
    mutating func optionalOneOrMore(_ key: String, each range: ClosedRange<Int>, _ summary: String) -> [Int]? {
        read(key, .optional(Self.oneOrMore(range)), default: (nil, .null), standIn: nil, summary: summary) { node -> [Int]?? in
            node.isNull ? .some(nil) : Self.oneOrMore(node, range).map { .some($0) }
        }
    }

    /// One number or an array of several, or null. Empty where the file is wrong.
    mutating func optionalNumbers(_ key: String, in range: NumberRange = .any, _ summary: String) -> [Double]? {
        let type = FieldType.either([.number(range), .array(of: .number(range), count: 1...Self.largestInteger)])
        return read(key, .optional(type), default: (nil, .null), standIn: [], summary: summary) { node -> [Double]?? in
            if node.isNull { return .some(nil) }
            if let number = Self.number(node, in: range) { return [number] }
            let numbers = node.elements.compactMap { Self.number($0, in: range) }
            return numbers.isEmpty || numbers.count < node.elements.count ? nil : .some(numbers)
        }
    }

    /// What lies before and behind an axis, for each of `count` axes: one integer for all, or for one axis `[before, behind]`, for several an integer or
    /// such a pair each.
    mutating func margins(_ key: String, count: Int, default defaultValue: Int, _ summary: String) -> [(before: Int, behind: Int)] {
        let integer = FieldType.integer(0...Self.largestInteger)
        let pair = FieldType.array(of: integer, count: 2...2)
        let each = count == 1 ? pair : FieldType.array(of: .either([integer, pair]), count: count...count)
        let standIn = [(before: Int, behind: Int)](repeating: (defaultValue, defaultValue), count: count)
        return read(key, .either([integer, each]), default: (standIn, .integer(defaultValue)), standIn: standIn, summary: summary) { node in
            if node.kind == .number { return Self.margin(node).map { [(before: Int, behind: Int)](repeating: $0, count: count) } }
            if count == 1 { return Self.margin(node).map { [$0] } }
            let margins = node.elements.compactMap(Self.margin)
            return margins.count == count && node.elements.count == count ? margins : nil
        }
    }

    private static func margin(_ node: JSONNode) -> (before: Int, behind: Int)? {
        if let both = integer(node, in: 0...largestInteger) { return (both, both) }
        let parts = node.elements.compactMap { integer($0, in: 0...largestInteger) }
        return parts.count == 2 && node.elements.count == 2 ? (parts[0], parts[1]) : nil
    }

    private static func oneOrMore(_ range: ClosedRange<Int>) -> FieldType {
        .either([.integer(range), .array(of: .integer(range), count: 1...8)])
    }

    private static func oneOrMore(_ node: JSONNode, _ range: ClosedRange<Int>) -> [Int]? {
        if let value = integer(node, in: range) { return [value] }
        let values = node.elements.compactMap { integer($0, in: range) }
        return (1...8).contains(values.count) && values.count == node.elements.count ? values : nil
    }
}
