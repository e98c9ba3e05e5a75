extension Scanner {
    /// Scans `true`, `false` or `null`; says what is wrong with anything else that stands where a value should.
    mutating func scanLiteral() throws(Diagnostic) -> JSONNode.Kind {
        guard let byte = peek else { throw unexpected(expecting: "a value") }
        switch byte {
        case UInt8(ascii: "+"):
            throw mistake(.leadingPlus, "a number has no leading '+'; remove it", at: offset..<offset + 1)
        case UInt8(ascii: "."):
            throw mistake(
                .missingDigits, "expected a digit before the decimal point; write '0' there", at: offset..<offset + 1)
        case _ where byte.isWordByte:
            break
        default:
            throw unexpected(expecting: "a value")
        }
        let range = wordRange(from: offset)
        switch word(in: range) {
        case "true", "false":
            offset = range.upperBound
            return .boolean
        case "null":
            offset = range.upperBound
            return .null
        case let word:
            throw unknownWord(word, at: range)
        }
    }

    /// The letters, digits, `_` and `$` from `start`.
    func wordRange(from start: Int) -> Range<Int> {
        var end = start
        while end < bytes.count, bytes[end].isWordByte { end += 1 }
        return start..<end
    }

    /// The word, shortened for a message.
    func word(in range: Range<Int>) -> String {
        text.string(in: SourceRange(range.prefix(64).startIndex..<range.prefix(64).endIndex)).shortened(to: 40)
    }

    private func unknownWord(_ word: String, at range: Range<Int>) -> Diagnostic {
        if range.upperBound == bytes.count, ["true", "false", "null"].contains(where: { $0.hasPrefix(word) }) {
            return unexpectedEnd(expecting: "the rest of '\(word)…'")
        }
        switch word.lowercased() {
        case "nan", "infinity", "inf":
            return nonFiniteLiteral(at: range)
        case "true", "false", "null":
            return mistake(.unknownWord, "write '\(word.lowercased())' in lower case, not '\(word)'", at: range)
        case "none", "nil", "undefined":
            return mistake(.unknownWord, "expected a value, found '\(word)'; write 'null'", at: range)
        default:
            return mistake(
                .unknownWord, "expected a value, found the word '\(word)'; a string stands in double quotes", at: range)
        }
    }

    func nonFiniteLiteral(at range: Range<Int>) -> Diagnostic {
        mistake(
            .nonFiniteLiteral, "JSON has no '\(word(in: range))'; write a finite number, or null if that is meant",
            at: range)
    }
}
