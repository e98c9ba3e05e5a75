extension JSONValue {
    /// The value as JSON text.
    ///
    /// A pretty text has one member or element per line, but an array of plain values stays on one line while that is
    /// short. Neither form ends with a line break.
    public func serialized(pretty: Bool = true) -> String {
        var writer = JSONWriter(isPretty: pretty)
        writer.write(self)
        return writer.text
    }

    fileprivate var isContainer: Bool {
        switch self {
        case .object, .array: true
        default: false
        }
    }
}

private struct JSONWriter {
    /// The longest array that pretty text keeps on one line.
    static let maximumLineLength = 80

    let isPretty: Bool
    var text = ""
    private var level = 0

    init(isPretty: Bool) {
        self.isPretty = isPretty
    }

    mutating func write(_ value: JSONValue) {
        switch value {
        case .object(let members): writeObject(members)
        case .array(let elements): writeArray(elements)
        case .string(let string): write(string)
        case .integer(let integer): text += String(integer)
        case .number(let number): text += number.isFinite ? number.description : "null"
        case .boolean(let boolean): text += boolean ? "true" : "false"
        case .null: text += "null"
        }
    }

    private mutating func writeObject(_ members: [(String, JSONValue)]) {
        writeParts(members, between: "{", and: "}") { writer, member in
            writer.write(member.0)
            writer.text += writer.isPretty ? ": " : ":"
            writer.write(member.1)
        }
    }

    private mutating func writeArray(_ elements: [JSONValue]) {
        if isPretty, let line = singleLine(elements) {
            text += line
        } else {
            writeParts(elements, between: "[", and: "]") { writer, element in writer.write(element) }
        }
    }

    private mutating func writeParts<Part>(
        _ parts: [Part], between opener: String, and closer: String, writePart: (inout JSONWriter, Part) -> Void
    ) {
        text += opener
        level += 1
        for (index, part) in parts.enumerated() {
            if index > 0 { text += "," }
            breakLine()
            writePart(&self, part)
        }
        level -= 1
        if !parts.isEmpty { breakLine() }
        text += closer
    }

    private mutating func breakLine() {
        guard isPretty else { return }
        text += "\n"
        text += String(repeating: "  ", count: level)
    }

    /// The array on one line, if it has no arrays or objects in it and is short.
    private func singleLine(_ elements: [JSONValue]) -> String? {
        guard elements.count <= Self.maximumLineLength / 2, !elements.contains(where: \.isContainer) else { return nil }
        let line = "[" + elements.map { $0.serialized(pretty: false) }.joined(separator: ", ") + "]"
        return line.utf8.count <= Self.maximumLineLength ? line : nil
    }

    private mutating func write(_ string: String) {
        text += "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case _ where scalar.isUnprintable: text += "\\u" + hexadecimal(scalar.value, digits: 4)
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }
}
