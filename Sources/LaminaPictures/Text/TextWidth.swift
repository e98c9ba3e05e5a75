extension String {
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
