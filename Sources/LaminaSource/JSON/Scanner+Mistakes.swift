/// The wording of mistakes in the grammar: what was expected, what was found, the remedy.
extension Scanner {
    func mistake(
        _ code: SourceCode, _ message: String, at range: Range<Int>, notes: [Diagnostic.Note] = []
    ) -> Diagnostic {
        Diagnostic(code, message, at: text.location(SourceRange(range)), notes: notes)
    }

    func refuseByteOrderMark() throws(Diagnostic) {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            throw mistake(
                .byteOrderMark, "the file begins with a byte order mark; save it as UTF-8 without one", at: 0..<3)
        }
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            throw mistake(.byteOrderMark, "the file is UTF-16; save it as UTF-8 without a byte order mark", at: 0..<2)
        }
    }

    /// The mistake of standing at the offset where something else should.
    func unexpected(expecting expected: String) -> Diagnostic {
        guard let byte = peek else { return unexpectedEnd(expecting: expected) }
        let here = offset..<offset + 1
        let next = self.byte(after: 1)
        switch byte {
        case UInt8(ascii: "#"),
            UInt8(ascii: "/") where next == UInt8(ascii: "/") || next == UInt8(ascii: "*"):
            return mistake(.comment, "JSON has no comments; remove it", at: here)
        case UInt8(ascii: "'"), UInt8(ascii: "`"):
            return mistake(
                .wrongQuotes, "expected \(expected), found \(found()); strings stand in double quotes", at: here)
        case UInt8(ascii: "}"), UInt8(ascii: "]"):
            if let container = containers.last, container.closer != byte { return mismatchedBracket(container) }
        case 0x80...:
            guard let length = wellFormedUTF8Length(in: bytes, at: offset) else { return invalidUTF8() }
            let range = offset..<offset + length
            if ["“", "”", "„", "‘", "’", "«", "»"].contains(text.string(in: SourceRange(range))) {
                return mistake(
                    .wrongQuotes, "expected \(expected), found \(found()); strings stand in plain double quotes",
                    at: range)
            }
            return mistake(.unexpectedCharacter, "expected \(expected), found \(found())", at: range)
        default: break
        }
        return mistake(.unexpectedCharacter, "expected \(expected), found \(found())", at: here)
    }

    func unexpectedEnd(expecting expected: String) -> Diagnostic {
        mistake(
            .unexpectedEnd, "expected \(expected), found the end of the file", at: bytes.count..<bytes.count,
            notes: containers.last.map { [openingNote($0)] } ?? [])
    }

    func missingKey() -> Diagnostic {
        let isFirst = containers.last.map { table.nodes[$0.node].count == 1 } ?? false
        let expected = isFirst ? "a key in double quotes or '}'" : "a key in double quotes"
        guard let byte = peek, byte.isWordByte else { return unexpected(expecting: expected) }
        let range = wordRange(from: offset)
        return mistake(
            .unquotedKey, "expected a key in double quotes; write \"\(word(in: range))\"", at: range)
    }

    func missingColon() -> Diagnostic {
        guard isAtValue || peek == UInt8(ascii: "=") || peek == UInt8(ascii: ",") || peek == UInt8(ascii: "}") else {
            return unexpected(expecting: "':' after the key")
        }
        return mistake(.missingColon, "expected ':' after the key, found \(found())", at: offset..<offset + 1)
    }

    func missingComma(closer: UInt8) -> Diagnostic {
        let expected = "',' or '\(Unicode.Scalar(closer))'"
        guard isAtValue else { return unexpected(expecting: expected) }
        var end = offset
        while end > 0, isWhitespace(bytes[end - 1]) { end -= 1 }
        return mistake(.missingComma, "expected \(expected) after this value, found \(found())", at: end..<end)
    }

    func trailingContent() -> Diagnostic {
        let general = unexpected(expecting: "the end of the file")
        guard isAtValue || general.code == SourceCode.unexpectedCharacter.rawValue else { return general }
        return mistake(
            .trailingContent, "expected the end of the file after the first value, found \(found())",
            at: offset..<offset + 1)
    }

    func mismatchedBracket(_ container: Container) -> Diagnostic {
        mistake(
            .mismatchedBracket, "expected '\(Unicode.Scalar(container.closer))', found \(found())",
            at: offset..<offset + 1,
            notes: [openingNote(container)])
    }

    /// Names what stands at the offset.
    func found() -> String {
        guard let byte = peek else { return "the end of the file" }
        if byte.isWordByte { return "'\(word(in: wordRange(from: offset)))'" }
        guard let length = wellFormedUTF8Length(in: bytes, at: offset) else {
            return "the byte 0x" + hexadecimal(UInt32(byte), digits: 2)
        }
        switch text.string(in: SourceRange(offset..<offset + length)) {
        case " ": return "a space"
        case "\t": return "a tab"
        case "\n", "\r": return "the end of the line"
        case "'": return "a single quote"
        case let character:
            guard let scalar = character.unicodeScalars.first else { return "nothing" }
            let isVisible = !scalar.isUnprintable && !scalar.properties.isWhitespace && scalar.displayWidth > 0
            return isVisible ? "'\(character)'" : "the character \(scalar.notation)"
        }
    }

    private var isAtValue: Bool {
        guard let byte = peek else { return false }
        return byte.isWordByte || "\"{[-".utf8.contains(byte)
    }

    private func isWhitespace(_ byte: UInt8) -> Bool {
        [0x20, 0x09, .lineFeed, .carriageReturn].contains(byte)
    }

    private func openingNote(_ container: Container) -> Diagnostic.Note {
        let start = table.nodes[container.node].range.lowerBound
        return .init(
            "'\(container.isObject ? "{" : "[")' is opened here", at: text.location(SourceRange(start..<start + 1)))
    }
}
