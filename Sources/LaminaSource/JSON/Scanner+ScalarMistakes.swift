/// The wording of mistakes inside strings and numbers.
extension Scanner {
    func unterminatedString(from start: Int) -> Diagnostic {
        mistake(
            .unexpectedEnd, "expected '\"' at the end of the string, found the end of the file",
            at: bytes.count..<bytes.count,
            notes: [.init("the string begins here", at: text.location(SourceRange(start..<start + 1)))])
    }

    func rawControlCharacter(_ byte: UInt8, stringStart: Int) -> Diagnostic {
        let message =
            switch byte {
            case .lineFeed, .carriageReturn:
                "a string cannot contain a line break; close the string, or write '\\n'"
            case 0x09: "a string cannot contain a tab character; write '\\t'"
            default:
                "a string cannot contain the control character \(Unicode.Scalar(byte).notation); "
                    + "write '\\u\(hexadecimal(UInt32(byte), digits: 4))'"
            }
        return mistake(
            .controlCharacter, message, at: offset..<offset + 1,
            notes: [.init("the string begins here", at: text.location(SourceRange(stringStart..<stringStart + 1)))])
    }

    func invalidUTF8() -> Diagnostic {
        mistake(
            .invalidUTF8, "\(found()) is not part of valid UTF-8; save the file as UTF-8", at: offset..<offset + 1)
    }

    func unknownEscape() -> Diagnostic {
        let length = wellFormedUTF8Length(in: bytes, at: offset + 1) ?? 1
        let range = offset..<offset + 1 + length
        return mistake(
            .invalidEscape,
            "'\(text.string(in: SourceRange(range)))' is no escape; for a backslash write '\\\\' "
                + "(escapes are \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX)", at: range)
    }

    func shortUnicodeEscape(length: Int) -> Diagnostic {
        mistake(.invalidEscape, "'\\u' needs four hexadecimal digits, as in '\\u00e9'", at: offset..<offset + length)
    }

    func loneSurrogate(_ unit: UInt32, at range: Range<Int>) -> Diagnostic {
        let remedy =
            unit < 0xDC00
            ? "it needs a second escape between \\uDC00 and \\uDFFF after it"
            : "it needs one between \\uD800 and \\uDBFF before it"
        return mistake(
            .loneSurrogate, "'\\u\(hexadecimal(unit, digits: 4))' is one half of a surrogate pair; \(remedy)", at: range
        )
    }

    func missingFirstDigit(numberStart: Int) -> Diagnostic {
        let word = wordRange(from: offset)
        if ["nan", "infinity", "inf"].contains(self.word(in: word).lowercased()) {
            return nonFiniteLiteral(at: numberStart..<word.upperBound)
        }
        return missingDigits(after: "'-'", numberStart: numberStart)
    }

    func missingDigits(after part: String, numberStart: Int) -> Diagnostic {
        let number = text.string(in: SourceRange(numberStart..<offset)).shortened(to: 40)
        return mistake(
            .missingDigits, "expected a digit after \(part) in '\(number)', found \(found())", at: offset..<offset)
    }

    func leadingZero(numberStart: Int) -> Diagnostic {
        let range = numberStart..<wordRange(from: offset).upperBound
        return mistake(
            .leadingZero, "the number '\(word(in: range))' has a leading zero; remove it", at: range)
    }

    func malformedNumber(numberStart: Int) -> Diagnostic {
        let number = text.string(in: SourceRange(numberStart..<offset)).shortened(to: 40)
        return mistake(
            .malformedNumber, "the number '\(number)' cannot go on with \(found())",
            at: offset..<max(offset + 1, wordRange(from: offset).upperBound))
    }
}
