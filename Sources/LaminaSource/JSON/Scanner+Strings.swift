extension Scanner {
    /// Scans a string at its opening quote. Returns a key decoded; a value's contents are json-c's to decode.
    mutating func scanString(isKey: Bool) throws(Diagnostic) -> String {
        let start = offset
        var decoded: [UInt8] = []
        offset += 1
        var plainStart = offset
        while let byte = peek {
            switch byte {
            case .quote:
                if isKey { decoded.append(contentsOf: bytes[plainStart..<offset]) }
                offset += 1
                return String(decoding: decoded, as: UTF8.self)
            case .backslash:
                if isKey { decoded.append(contentsOf: bytes[plainStart..<offset]) }
                let scalar = try scanEscape(isKey: isKey, stringStart: start)
                if isKey { decoded.append(contentsOf: Array(String(scalar).utf8)) }
                plainStart = offset
            case 0x00..<0x20:
                throw rawControlCharacter(byte, stringStart: start)
            case 0x80...:
                guard let length = wellFormedUTF8Length(in: bytes, at: offset) else { throw invalidUTF8() }
                offset += length
            default:
                offset += 1
            }
        }
        throw unterminatedString(from: start)
    }

    /// Scans an escape at its backslash and returns what it stands for.
    private mutating func scanEscape(isKey: Bool, stringStart: Int) throws(Diagnostic) -> Unicode.Scalar {
        guard let letter = byte(after: 1) else {
            offset = bytes.count
            throw unterminatedString(from: stringStart)
        }
        let simple: Unicode.Scalar
        switch letter {
        case .quote: simple = "\""
        case .backslash: simple = "\\"
        case UInt8(ascii: "/"): simple = "/"
        case UInt8(ascii: "b"): simple = "\u{8}"
        case UInt8(ascii: "f"): simple = "\u{C}"
        case UInt8(ascii: "n"): simple = "\n"
        case UInt8(ascii: "r"): simple = "\r"
        case UInt8(ascii: "t"): simple = "\t"
        case UInt8(ascii: "u"): return try scanUnicodeEscape(isKey: isKey, stringStart: stringStart)
        default: throw unknownEscape()
        }
        offset += 2
        return simple
    }

    /// Scans `\uXXXX`, or two of them that make a surrogate pair.
    private mutating func scanUnicodeEscape(isKey: Bool, stringStart: Int) throws(Diagnostic) -> Unicode.Scalar {
        let start = offset
        let first = try scanCodeUnit(stringStart: stringStart)
        if first == 0, isKey {
            findings.append(
                mistake(.nulInKey, "a key cannot contain the NUL character; remove this escape", at: start..<offset))
        }
        if let scalar = Unicode.Scalar(first) { return scalar }
        if first < 0xDC00, peek == .backslash, byte(after: 1) == UInt8(ascii: "u") {
            let secondStart = offset
            let second = try scanCodeUnit(stringStart: stringStart)
            if 0xDC00...0xDFFF ~= second,
                let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
            {
                return scalar
            }
            offset = secondStart
        }
        findings.append(loneSurrogate(first, at: start..<offset))
        return "\u{FFFD}"
    }

    private mutating func scanCodeUnit(stringStart: Int) throws(Diagnostic) -> UInt32 {
        var value: UInt32 = 0
        for distance in 2..<6 {
            guard let byte = byte(after: distance) else {
                offset = bytes.count
                throw unterminatedString(from: stringStart)
            }
            guard let digit = byte.hexadecimalValue else { throw shortUnicodeEscape(length: distance) }
            value = value << 4 | digit
        }
        offset += 6
        return value
    }
}
