/// Numbers as they stand in a data file: an optional sign, digits, optionally a point with digits and an exponent; never
/// dependent on a locale.
enum DecimalNumber {
    private static let maximumLength = 1_000

    /// The nearest double, infinite where the number is too large; nil where the bytes are no number or more than a thousand.
    static func parse(_ bytes: ArraySlice<UInt8>) -> Double? {
        guard bytes.count <= maximumLength else { return nil }
        var scanner = Scanner(bytes: bytes, offset: bytes.startIndex)
        guard let parts = scanner.scan() else { return nil }
        return parts.exactValue ?? Double(String(decoding: bytes, as: UTF8.self))
    }

    private struct Parts {
        var isNegative = false
        var mantissa: UInt64 = 0
        /// Of ten.
        var exponent = 0
        var isMantissaExact = true

        /// The value where one rounding gives it: both the mantissa and the power of ten are doubles.
        var exactValue: Double? {
            guard isMantissaExact, mantissa <= 1 << 53, abs(exponent) < Self.powersOfTen.count else { return nil }
            let magnitude =
                exponent < 0 ? Double(mantissa) / Self.powersOfTen[-exponent] : Double(mantissa) * Self.powersOfTen[exponent]
            return isNegative ? -magnitude : magnitude
        }

        static let powersOfTen: [Double] = [
            1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
        ]
    }

    private struct Scanner {
        let bytes: ArraySlice<UInt8>
        var offset: Int
        var parts = Parts()

        init(bytes: ArraySlice<UInt8>, offset: Int) {
            self.bytes = bytes
            self.offset = offset
        }

        mutating func scan() -> Parts? {
            parts.isNegative = skip("-")
            if !parts.isNegative { _ = skip("+") }
            guard scanDigits(isFraction: false) else { return nil }
            if skip(".") {
                guard scanDigits(isFraction: true) else { return nil }
            }
            if skip("e") || skip("E") {
                guard scanExponent() else { return nil }
            }
            return offset == bytes.endIndex ? parts : nil
        }

        private mutating func skip(_ scalar: Unicode.Scalar) -> Bool {
            guard offset < bytes.endIndex, bytes[offset] == UInt8(ascii: scalar) else { return false }
            offset += 1
            return true
        }

        private mutating func scanDigits(isFraction: Bool) -> Bool {
            let start = offset
            while offset < bytes.endIndex, bytes[offset].isDigit {
                if parts.mantissa < UInt64.max / 10 - 1 {
                    parts.mantissa = parts.mantissa * 10 + UInt64(bytes[offset] - UInt8(ascii: "0"))
                    if isFraction { parts.exponent -= 1 }
                } else {
                    parts.isMantissaExact = false
                }
                offset += 1
            }
            return offset > start
        }

        private mutating func scanExponent() -> Bool {
            let isNegative = skip("-")
            if !isNegative { _ = skip("+") }
            let start = offset
            var exponent = 0
            while offset < bytes.endIndex, bytes[offset].isDigit {
                exponent = min(exponent * 10 + Int(bytes[offset] - UInt8(ascii: "0")), 1_000_000)
                offset += 1
            }
            parts.exponent += isNegative ? -exponent : exponent
            return offset > start
        }
    }
}
