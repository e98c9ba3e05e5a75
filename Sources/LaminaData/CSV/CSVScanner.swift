import LaminaKit

/// Cuts a CSV text into records and fields as RFC 4180 says; LF and a lone CR end a record too.
struct CSVScanner {
    /// One field: the bytes of its content, without the quotes.
    struct Field {
        var content: SourceRange
        var isQuoted = false
        var hasDoubledQuotes = false
    }

    struct Mistake: Error {
        let code: DataCode
        let message: String
        let range: SourceRange
    }

    let bytes: [UInt8]
    let delimiter: UInt8
    /// Whether fields may be quoted; if not, a quote is a character like others.
    let hasQuotes: Bool
    private(set) var offset: Int
    /// The fields of the record read last.
    private(set) var fields: [Field] = []
    /// Where that record begins and ends, without its line break.
    private(set) var record = SourceRange(lowerBound: 0, upperBound: 0)

    init(bytes: [UInt8], delimiter: UInt8, hasQuotes: Bool) {
        self.bytes = bytes
        self.delimiter = delimiter
        self.hasQuotes = hasQuotes
        offset = bytes.startOfText
    }

    /// Reads the next record into `fields`; false at the end of the text.
    ///
    /// - Throws: a mistake after which nothing more can be read.
    mutating func readRecord() throws(Mistake) -> Bool {
        guard offset < bytes.count else { return false }
        fields.removeAll(keepingCapacity: true)
        record.lowerBound = offset
        while true {
            guard fields.count < DataLimits.csvColumns else {
                throw Mistake(
                    code: .csvColumns, message: "a row has more than \(DataLimits.csvColumns) fields",
                    range: SourceRange(lowerBound: offset, upperBound: offset))
            }
            fields.append(try readField())
            if offset < bytes.count, bytes[offset] == delimiter {
                offset += 1
            } else {
                break
            }
        }
        record.upperBound = offset
        skipLineBreak()
        return true
    }

    /// The text of a field; nil where it is not UTF-8.
    func string(_ field: Field) -> String? {
        let content = bytes[field.content.lowerBound..<field.content.upperBound]
        guard field.hasDoubledQuotes else { return String(validating: content, as: UTF8.self) }
        var unescaped: [UInt8] = []
        var skipsQuote = false
        for byte in content {
            if byte == .quote, skipsQuote {
                skipsQuote = false
                continue
            }
            skipsQuote = byte == .quote
            unescaped.append(byte)
        }
        return String(validating: unescaped, as: UTF8.self)
    }

    private mutating func readField() throws(Mistake) -> Field {
        if hasQuotes, offset < bytes.count, bytes[offset] == .quote { return try readQuotedField() }
        let start = offset
        while offset < bytes.count, !isEnd(bytes[offset]) {
            if hasQuotes, bytes[offset] == .quote {
                throw Mistake(
                    code: .csvQuote, message: "a quote inside a field that does not begin with one: quote the whole field and double this quote, or say \"quotes\": false in the data source",
                    range: SourceRange(lowerBound: offset, upperBound: offset + 1))
            }
            offset += 1
        }
        return Field(content: SourceRange(lowerBound: start, upperBound: offset))
    }

    private mutating func readQuotedField() throws(Mistake) -> Field {
        let opening = offset
        var field = Field(content: SourceRange(lowerBound: opening + 1, upperBound: opening + 1), isQuoted: true)
        offset += 1
        while offset < bytes.count {
            guard bytes[offset] == .quote else {
                offset += 1
                continue
            }
            if offset + 1 < bytes.count, bytes[offset + 1] == .quote {
                field.hasDoubledQuotes = true
                offset += 2
                continue
            }
            field.content.upperBound = offset
            offset += 1
            guard offset == bytes.count || isEnd(bytes[offset]) else {
                throw Mistake(
                    code: .csvQuote, message: "text after the closing quote of a field",
                    range: SourceRange(lowerBound: offset, upperBound: offset + 1))
            }
            return field
        }
        throw Mistake(
            code: .csvQuote, message: "this quote is never closed",
            range: SourceRange(lowerBound: opening, upperBound: opening + 1))
    }

    private func isEnd(_ byte: UInt8) -> Bool {
        byte == delimiter || byte == .lineFeed || byte == .carriageReturn
    }

    private mutating func skipLineBreak() {
        guard offset < bytes.count else { return }
        if bytes[offset] == .carriageReturn, offset + 1 < bytes.count, bytes[offset + 1] == .lineFeed { offset += 1 }
        offset += 1
    }
}

extension UInt8 {
    static let lineFeed = UInt8(ascii: "\n")
    static let carriageReturn = UInt8(ascii: "\r")
    static let quote = UInt8(ascii: "\"")

    var isDigit: Bool { self &- UInt8(ascii: "0") < 10 }
}
