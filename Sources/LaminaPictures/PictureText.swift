extension String {
    /// Safe as text and as an attribute's value in XML and HTML; what XML cannot hold at all becomes U+FFFD.
    public var escapedForXML: String {
        var result = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            switch scalar {
            case "&": result.append(contentsOf: "&amp;".unicodeScalars)
            case "<": result.append(contentsOf: "&lt;".unicodeScalars)
            case ">": result.append(contentsOf: "&gt;".unicodeScalars)
            case "\"": result.append(contentsOf: "&quot;".unicodeScalars)
            case "'": result.append(contentsOf: "&#39;".unicodeScalars)
            case "\t", "\n", "\r": result.append(" ")
            case _ where scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) || scalar.value & 0xFFFE == 0xFFFE: result.append("\u{FFFD}")
            default: result.append(scalar)
            }
        }
        return String(result)
    }

    /// The width in a wide sans-serif font, near enough to keep labels apart in any.
    func width(size: Double, isBold: Bool = false) -> Double {
        size * (isBold ? 1.12 : 1) * unicodeScalars.reduce(0.0) { $0 + $1.relativeWidth }
    }

    /// As much of the string as fits, with an ellipsis where that is not all.
    func cut(to width: Double, size: Double, isBold: Bool = false) -> String {
        guard self.width(size: size, isBold: isBold) > width else { return self }
        var text = ""
        var used = "…".width(size: size, isBold: isBold)
        for character in self {
            used += String(character).width(size: size, isBold: isBold)
            if used > width { break }
            text.append(character)
        }
        return text + "…"
    }
}

extension Unicode.Scalar {
    /// Parts of the font's size.
    fileprivate var relativeWidth: Double {
        switch self {
        case "i", "j", "l", "I", "'", "|", ".", ",", ":", ";", "!", "(", ")", "[", "]", "f", "t", "r", " ", "-", "/": 0.38
        case "m", "w", "M", "W", "@", "%": 0.95
        case "A"..."Z", "_", "+", "=", "<", ">", "~", "#", "&", "×", "→": 0.76
        case "0"..."9": 0.63
        case _ where value >= 0x1100: 1.05
        default: 0.61
        }
    }
}

extension Double {
    /// With this many decimals, rounded half away from zero: `0.5018`. Numbers too large for that as Swift prints them.
    package func formatted(decimals: Int) -> String {
        guard isFinite, magnitude < 1e15 else { return "\(self)" }
        var scale = 1.0
        for _ in 0..<decimals { scale *= 10 }
        let scaled = (magnitude * scale).rounded()
        guard scaled < 9e18 else { return "\(self)" }
        let digits = String(Int(scaled))
        let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
        let sign = self < 0 && scaled > 0 ? "-" : ""
        guard decimals > 0 else { return sign + padded }
        return "\(sign)\(padded.dropLast(decimals)).\(padded.suffix(decimals))"
    }

    /// With this many significant digits: `0.0024`, `3.1e-06`, `-12.5`.
    package func formatted(significant count: Int) -> String {
        guard isFinite else { return "\(self)" }
        guard self != 0 else { return "0" }
        var (digits, exponent) = (magnitude, 0)
        let limit = 10 - 0.5 * (0..<max(count - 1, 0)).reduce(1.0) { value, _ in value / 10 }
        while digits >= limit { (digits, exponent) = (digits / 10, exponent + 1) }
        while digits < limit / 10 { (digits, exponent) = (digits * 10, exponent - 1) }
        guard (-4..<max(count, 4)).contains(exponent) else {
            let sign = exponent < 0 ? "-" : "+"
            let power = abs(exponent) < 10 ? "0\(abs(exponent))" : "\(abs(exponent))"
            return "\(self < 0 ? "-" : "")\(digits.formatted(decimals: max(count - 1, 0)))e\(sign)\(power)"
        }
        return formatted(decimals: max(count - 1 - exponent, 0))
    }

    /// A place in a picture: to a tenth, and never so far off that a reader of SVG would choke.
    var place: String {
        guard isFinite else { return "0" }
        let tenths = (Swift.min(Swift.max(self, -1e6), 1e6) * 10).rounded() / 10
        return tenths == tenths.rounded() ? String(Int(tenths)) : String(tenths)
    }
}
