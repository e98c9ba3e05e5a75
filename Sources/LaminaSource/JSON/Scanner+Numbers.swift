extension Scanner {
    /// Scans a number at its sign or first digit; tells whether it is written as an integer.
    mutating func scanNumber() throws(Diagnostic) -> Bool {
        let start = offset
        if peek == UInt8(ascii: "-") { offset += 1 }
        guard let first = peek, first.isDigit else { throw missingFirstDigit(numberStart: start) }
        offset += 1
        if first == UInt8(ascii: "0") {
            if let next = peek, next.isDigit { throw leadingZero(numberStart: start) }
        } else {
            skipDigits()
        }
        var isInteger = true
        if peek == UInt8(ascii: ".") {
            isInteger = false
            offset += 1
            try scanDigits(after: "the decimal point", numberStart: start)
        }
        if let letter = peek, letter | 0x20 == UInt8(ascii: "e") {
            isInteger = false
            offset += 1
            if peek == UInt8(ascii: "+") || peek == UInt8(ascii: "-") { offset += 1 }
            try scanDigits(after: "the exponent", numberStart: start)
        }
        if let next = peek, next.isWordByte || ".+-".utf8.contains(next) {
            throw malformedNumber(numberStart: start)
        }
        checkSize(of: start..<offset)
        return isInteger
    }

    private mutating func scanDigits(after part: String, numberStart: Int) throws(Diagnostic) {
        let start = offset
        skipDigits()
        guard offset > start else { throw missingDigits(after: part, numberStart: numberStart) }
    }

    private mutating func skipDigits() {
        while let byte = peek, byte.isDigit { offset += 1 }
    }

    private mutating func checkSize(of range: Range<Int>) {
        guard range.count <= limits.numberLength else {
            findings.append(
                mistake(
                    .numberTooLong,
                    "this number has \(range.count) characters, more than the limit of \(limits.numberLength)",
                    at: range))
            return
        }
        // At most 20 characters, of which at most two are an exponent's digits, stay far below 1e308.
        guard range.count > 20 || bytes[range].dropLast(3).contains(where: { $0 | 0x20 == UInt8(ascii: "e") }) else {
            return
        }
        if number(in: range).isFinite { return }
        findings.append(
            mistake(
                .numberOutOfRange,
                "the number \(text.string(in: SourceRange(range)).shortened(to: 40)) is beyond the range of a double, "
                    + "about ±1.8e308", at: range))
    }

    private func number(in range: Range<Int>) -> Double {
        Double(String(decoding: bytes[range], as: UTF8.self)) ?? .infinity
    }
}
