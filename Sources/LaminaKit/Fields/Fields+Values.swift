extension Fields {
    /// An integer of at least 1. Required without a default.
    public mutating func positiveInteger(_ key: String, default defaultValue: Int? = nil, _ summary: String) -> Int {
        integer(key, in: 1...Self.largestInteger, default: defaultValue, summary)
    }

    public mutating func integer(
        _ key: String, in range: ClosedRange<Int>, default defaultValue: Int? = nil, _ summary: String
    ) -> Int {
        read(
            key, .integer(range), default: defaultValue.map { ($0, .integer($0)) }, standIn: range.lowerBound, summary: summary
        ) { Self.integer($0, in: range) }
    }

    public mutating func optionalInteger(_ key: String, in range: ClosedRange<Int>, _ summary: String) -> Int? {
        read(key, .optional(.integer(range)), default: (nil, .null), standIn: nil, summary: summary) { node -> Int?? in
            node.kind == .null ? .some(nil) : Self.integer(node, in: range).map { .some($0) }
        }
    }

    public mutating func number(
        _ key: String, in range: NumberRange = .any, default defaultValue: Double? = nil, _ summary: String
    ) -> Double {
        read(
            key, .number(range), default: defaultValue.map { ($0, .number($0)) }, standIn: 0, summary: summary
        ) { Self.number($0, in: range) }
    }

    public mutating func optionalNumber(_ key: String, in range: NumberRange = .any, _ summary: String) -> Double? {
        read(key, .optional(.number(range)), default: (nil, .null), standIn: nil, summary: summary) { node -> Double?? in
            node.kind == .null ? .some(nil) : Self.number(node, in: range).map { .some($0) }
        }
    }

    public mutating func boolean(_ key: String, default defaultValue: Bool? = nil, _ summary: String) -> Bool {
        read(key, .boolean, default: defaultValue.map { ($0, .boolean($0)) }, standIn: false, summary: summary) { $0.boolean }
    }

    public mutating func string(_ key: String, default defaultValue: String? = nil, _ summary: String) -> String {
        read(key, .string, default: defaultValue.map { ($0, .string($0)) }, standIn: "", summary: summary) { $0.string }
    }

    public mutating func optionalString(_ key: String, _ summary: String) -> String? {
        read(key, .optional(.string), default: (nil, .null), standIn: nil, summary: summary) { node -> String?? in
            node.kind == .null ? .some(nil) : node.string.map { .some($0) }
        }
    }

    /// One of an enum's raw values.
    public mutating func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ key: String, default defaultValue: Choice? = nil, _ summary: String
    ) -> Choice {
        read(
            key, .choice(Choice.allCases.map(\.rawValue)), default: defaultValue.map { ($0, .string($0.rawValue)) },
            standIn: Choice.allCases.first!, summary: summary
        ) { $0.string.flatMap(Choice.init(rawValue:)) }
    }

    /// One of an enum's raw values, or null.
    public mutating func optionalChoice<Choice: RawRepresentable<String> & CaseIterable>(
        _ key: String, default defaultValue: Choice? = nil, _ summary: String
    ) -> Choice? {
        read(
            key, .optional(.choice(Choice.allCases.map(\.rawValue))), default: (defaultValue, defaultValue.map { .string($0.rawValue) } ?? .null),
            standIn: nil, summary: summary
        ) { node -> Choice?? in
            node.kind == .null ? .some(nil) : node.string.flatMap(Choice.init(rawValue:)).map { .some($0) }
        }
    }

    public mutating func integers(
        _ key: String, each range: ClosedRange<Int>, count: ClosedRange<Int>, default defaultValue: [Int]? = nil, _ summary: String
    ) -> [Int] {
        read(
            key, .array(of: .integer(range), count: count),
            default: defaultValue.map { ($0, .array($0.map { .integer($0) })) }, standIn: [], summary: summary
        ) { node in
            guard node.kind == .array, count.contains(node.elements.count) else { return nil }
            let values = node.elements.compactMap { Self.integer($0, in: range) }
            return values.count == node.elements.count ? values : nil
        }
    }

    /// One integer for all axes, or an array of one for each.
    public mutating func axes(
        _ key: String, each range: ClosedRange<Int>, count: Int, default defaultValue: Int? = nil, _ summary: String
    ) -> [Int] {
        read(
            key, .either([.integer(range), .array(of: .integer(range), count: count...count)]),
            default: defaultValue.map { (Array(repeating: $0, count: count), .integer($0)) }, standIn: Array(repeating: range.lowerBound, count: count),
            summary: summary
        ) { node in
            Self.axes(node, each: range, count: count)
        }
    }

    /// The same, or null.
    public mutating func optionalAxes(_ key: String, each range: ClosedRange<Int>, count: Int, _ summary: String) -> [Int]? {
        let type = FieldType.either([.integer(range), .array(of: .integer(range), count: count...count)])
        return read(key, .optional(type), default: (nil, .null), standIn: nil, summary: summary) { node -> [Int]?? in
            node.kind == .null ? .some(nil) : Self.axes(node, each: range, count: count).map { .some($0) }
        }
    }

    public mutating func numbers(_ key: String, in range: NumberRange = .any, count: ClosedRange<Int>, _ summary: String) -> [Double] {
        read(key, .array(of: .number(range), count: count), default: nil, standIn: [], summary: summary) { node in
            guard node.kind == .array, count.contains(node.elements.count) else { return nil }
            let values = node.elements.compactMap { Self.number($0, in: range) }
            return values.count == node.elements.count ? values : nil
        }
    }

    /// An array of numbers, or null.
    public mutating func optionalNumbers(
        _ key: String, in range: NumberRange = .any, count: ClosedRange<Int> = 1...Fields.largestInteger, _ summary: String
    ) -> [Double]? {
        read(key, .optional(.array(of: .number(range), count: count)), default: (nil, .null), standIn: nil, summary: summary) { node -> [Double]?? in
            guard node.kind != .null else { return .some(nil) }
            guard node.kind == .array, count.contains(node.elements.count) else { return nil }
            let values = node.elements.compactMap { Self.number($0, in: range) }
            return values.count == node.elements.count ? .some(values) : nil
        }
    }

    public mutating func strings(_ key: String, count: ClosedRange<Int>, default defaultValue: [String]? = nil, _ summary: String) -> [String] {
        read(
            key, .array(of: .string, count: count), default: defaultValue.map { ($0, .array($0.map { .string($0) })) },
            standIn: [], summary: summary
        ) { node in
            guard node.kind == .array, count.contains(node.elements.count) else { return nil }
            let values = node.elements.compactMap(\.string)
            return values.count == node.elements.count ? values : nil
        }
    }

    private static func axes(_ node: JSONNode, each range: ClosedRange<Int>, count: Int) -> [Int]? {
        if let value = integer(node, in: range) { return Array(repeating: value, count: count) }
        guard node.kind == .array, node.elements.count == count else { return nil }
        let values = node.elements.compactMap { integer($0, in: range) }
        return values.count == count ? values : nil
    }

    /// An integer of the range; nil for anything else.
    public static func integer(_ node: JSONNode, in range: ClosedRange<Int>) -> Int? {
        node.integer.flatMap { range.contains($0) ? $0 : nil }
    }

    /// A number of the range; nil for anything else.
    public static func number(_ node: JSONNode, in range: NumberRange) -> Double? {
        node.double.flatMap { range.contains($0) ? $0 : nil }
    }
}
