/// A source line with the line below it that underlines a range.
struct Excerpt {
    /// The line, or the part of it around the range if it is very long.
    var line: String
    /// What puts the underline below the range: spaces, and the line's own tabs.
    var indentation: String
    /// `^` and as many `~` as the range is wide on this line.
    var underline: String

    private static let maximumBytes = 160
    private static let bytesBefore = 60

    /// Returns nil for a line with nothing to see.
    init?(_ location: SourceLocation) {
        let text = location.text
        let bytes = text.bytes
        let whole = text.range(ofLine: location.position.line)
        guard text.string(in: Excerpt.prefix(of: whole)).contains(where: { !$0.isWhitespace }) else { return nil }

        let lower = min(max(location.range.lowerBound, whole.lowerBound), whole.upperBound)
        var start = whole.lowerBound
        var end = whole.upperBound
        if end - start > Self.maximumBytes {
            start = max(start, lower - Self.bytesBefore)
            end = min(end, start + Self.maximumBytes)
            while start > whole.lowerBound, bytes[start].isUTF8Continuation { start -= 1 }
            while end < whole.upperBound, end > lower, bytes[end].isUTF8Continuation { end -= 1 }
        }
        let upper = min(max(location.range.upperBound, lower), end)

        let before = Self.visible(text, start..<lower)
        let marked = Self.visible(text, lower..<upper)
        let after = Self.visible(text, upper..<end)
        let isCutBefore = start > whole.lowerBound
        line = (isCutBefore ? "…" : "") + before + marked + after + (end < whole.upperBound ? "…" : "")
        indentation = (isCutBefore ? " " : "") + Self.blank(before)
        underline = "^" + String(repeating: "~", count: max(0, Self.width(marked) - 1))
    }

    /// As much of a line as decides whether it is blank.
    private static func prefix(of line: SourceRange) -> SourceRange {
        SourceRange(lowerBound: line.lowerBound, upperBound: min(line.upperBound, line.lowerBound + 4_096))
    }

    private static func visible(_ text: SourceText, _ range: Range<Int>) -> String {
        var scalars = String.UnicodeScalarView()
        for scalar in text.string(in: SourceRange(range)).unicodeScalars {
            scalars.append(scalar.isUnprintable && scalar != "\t" ? "\u{FFFD}" : scalar)
        }
        return String(scalars)
    }

    private static func blank(_ text: String) -> String {
        text.unicodeScalars.map { $0 == "\t" ? "\t" : String(repeating: " ", count: $0.displayWidth) }.joined()
    }

    private static func width(_ text: String) -> Int {
        text.unicodeScalars.reduce(0) { $0 + ($1 == "\t" ? 1 : $1.displayWidth) }
    }
}
