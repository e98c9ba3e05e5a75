/// A half-open range of byte offsets.
public struct SourceRange: Sendable, Hashable {
    public var lowerBound: Int
    public var upperBound: Int

    public init(lowerBound: Int, upperBound: Int) {
        self.lowerBound = lowerBound
        self.upperBound = upperBound
    }

    /// The range of the same offsets.
    public init(_ range: Range<Int>) {
        self.init(lowerBound: range.lowerBound, upperBound: range.upperBound)
    }
}

/// A 1-based line and a 1-based column counted in UTF-8 bytes, as clang counts.
public struct SourcePosition: Sendable, Hashable {
    public var line: Int
    public var column: Int

    public init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }
}

/// A range of one text.
public struct SourceLocation: Sendable {
    public var text: SourceText
    public var range: SourceRange

    public init(text: SourceText, range: SourceRange) {
        self.text = text
        self.range = range
    }

    /// Where the range begins.
    public var position: SourcePosition { text.position(of: range.lowerBound) }

    /// Where the range ends: the position after its last byte.
    public var endPosition: SourcePosition { text.position(of: max(range.lowerBound, range.upperBound)) }
}
