/// A strict one-pass RFC 8259 scanner: the authority on what is valid and where it stands.
///
/// It keeps its own stack of open containers, so nesting costs no stack of the thread. A mistake in the grammar stops
/// it; mistakes that leave the structure clear (a duplicate key, a number out of range, …) are collected.
struct Scanner {
    /// An array or object whose end has not been seen.
    struct Container {
        var node: Int
        var isObject: Bool
        /// The index of each key so far.
        var keys: [String: Int] = [:]

        var closer: UInt8 { UInt8(ascii: isObject ? "}" : "]") }
    }

    /// More findings than this in one file help nobody.
    static let maximumFindings = 50

    let text: SourceText
    let bytes: [UInt8]
    let limits: JSONLimits
    var offset = 0
    var table = JSONTable()
    var containers: [Container] = []
    var findings: [Diagnostic] = []

    private init(text: SourceText, limits: JSONLimits) {
        self.text = text
        bytes = text.bytes
        self.limits = limits
    }

    /// Scans a whole document.
    static func scan(_ text: SourceText, limits: JSONLimits) throws(DiagnosticFailure) -> JSONTable {
        var scanner = Scanner(text: text, limits: limits)
        do {
            try scanner.scanDocument()
        } catch {
            scanner.findings.append(error)
        }
        guard scanner.findings.isEmpty else { throw DiagnosticFailure(diagnostics: scanner.findings) }
        return scanner.table
    }

    private mutating func scanDocument() throws(Diagnostic) {
        let maximum = min(limits.bytes, JSONLimits.maximumBytes)
        guard bytes.count <= maximum else {
            throw Diagnostic(
                .fileTooLarge, "the text has \(bytes.count) bytes, more than the limit of \(maximum)", path: text.path)
        }
        try refuseByteOrderMark()
        skipWhitespace()
        guard peek != nil else {
            throw mistake(.emptyDocument, "expected a JSON value, found nothing but white space", at: offset..<offset)
        }
        try scanValue(key: nil)
        while !containers.isEmpty, findings.count < Self.maximumFindings {
            try scanNextPart()
        }
        guard containers.isEmpty else { return }
        skipWhitespace()
        if peek != nil { throw trailingContent() }
    }

    /// Scans the next element or member of the innermost container, or its end.
    private mutating func scanNextPart() throws(Diagnostic) {
        let node = containers[containers.count - 1].node
        let isObject = containers[containers.count - 1].isObject
        let closer = containers[containers.count - 1].closer
        let isFirst = table.nodes[node].count == 0
        skipWhitespace()
        if peek == closer {
            offset += 1
            table.nodes[node].range.upperBound = offset
            table.nodes[node].end = table.nodes.count
            containers.removeLast()
            return
        }
        if !isFirst {
            let comma = offset
            try scanComma(closer: closer)
            skipWhitespace()
            if peek == closer {
                throw mistake(
                    .trailingComma, "remove this comma: nothing follows it before '\(Unicode.Scalar(closer))'",
                    at: comma..<comma + 1)
            }
        }
        table.nodes[node].count += 1
        guard isObject else { return try scanValue(key: nil) }
        let key = try scanKey()
        skipWhitespace()
        guard peek == UInt8(ascii: ":") else { throw missingColon() }
        offset += 1
        skipWhitespace()
        try scanValue(key: key)
    }

    private mutating func scanComma(closer: UInt8) throws(Diagnostic) {
        guard peek == UInt8(ascii: ",") else { throw missingComma(closer: closer) }
        offset += 1
    }

    /// Scans a string, number or literal, or opens an array or object.
    private mutating func scanValue(key: Int?) throws(Diagnostic) {
        guard let byte = peek else { throw unexpected(expecting: "a value") }
        guard table.nodes.count < limits.nodes else {
            throw mistake(
                .tooManyValues, "the document has more values than the limit of \(limits.nodes)",
                at: offset..<offset + 1)
        }
        let start = offset
        let index = table.nodes.count
        var node = JSONTable.Node(
            kind: .null, range: SourceRange(lowerBound: start, upperBound: start), end: index + 1, key: key)
        switch byte {
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            let isObject = byte == UInt8(ascii: "{")
            let depth = min(limits.depth, JSONLimits.maximumDepth)
            guard containers.count < depth else {
                throw mistake(
                    .tooDeep, "arrays and objects are nested deeper than the limit of \(depth) levels",
                    at: start..<start + 1)
            }
            node.kind = isObject ? .object : .array
            containers.append(Container(node: index, isObject: isObject))
            offset += 1
        case .quote:
            node.kind = .string
            _ = try scanString(isKey: false)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            node.kind = .number
            node.isInteger = try scanNumber()
        default:
            node.kind = try scanLiteral()
        }
        node.range.upperBound = offset
        table.nodes.append(node)
    }

    private mutating func scanKey() throws(Diagnostic) -> Int {
        guard peek == .quote else { throw missingKey() }
        let start = offset
        let name = try scanString(isKey: true)
        let key = JSONTable.Key(name: name, range: SourceRange(start..<offset))
        let index = table.keys.count
        table.keys.append(key)
        // Swift's string equality, so that keys that differ only in Unicode's normal form count as the same.
        if let first = containers[containers.count - 1].keys[name] {
            let shown = name.shortened(to: 40)
            findings.append(
                mistake(
                    .duplicateKey, "the key '\(shown)' stands twice in this object; keep one of them",
                    at: start..<offset,
                    notes: [.init("'\(shown)' stands here first", at: text.location(table.keys[first].range))]))
        } else {
            containers[containers.count - 1].keys[name] = index
        }
        return index
    }

    var peek: UInt8? { offset < bytes.count ? bytes[offset] : nil }

    func byte(after distance: Int) -> UInt8? {
        distance < bytes.count - offset ? bytes[offset + distance] : nil
    }

    mutating func skipWhitespace() {
        while let byte = peek {
            switch byte {
            case 0x20, 0x09, .lineFeed, .carriageReturn: offset += 1
            default: return
            }
        }
    }
}
