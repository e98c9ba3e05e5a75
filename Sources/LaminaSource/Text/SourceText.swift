/// The bytes of one file, or of a text in memory, with its line table.
///
/// A copy shares the bytes and the table.
public struct SourceText: Sendable {
    private final class Storage: Sendable {
        let path: String
        let bytes: [UInt8]
        let lineStarts: [Int]

        init(path: String, bytes: [UInt8]) {
            self.path = path
            self.bytes = bytes
            lineStarts = Self.lineStarts(in: bytes)
        }

        /// LF, CR LF and a lone CR each end a line, as in clang and in editors.
        private static func lineStarts(in bytes: [UInt8]) -> [Int] {
            var starts = [0]
            bytes.withUnsafeBufferPointer { bytes in
                for index in bytes.indices {
                    if bytes[index] == .lineFeed {
                        starts.append(index + 1)
                    } else if bytes[index] == .carriageReturn {
                        let next = index + 1
                        if next == bytes.endIndex || bytes[next] != .lineFeed { starts.append(next) }
                    }
                }
            }
            return starts
        }
    }

    private let storage: Storage

    /// Makes a text of these bytes; `path` is what diagnostics print.
    public init(path: String, bytes: [UInt8]) {
        storage = Storage(path: path, bytes: bytes)
    }

    /// Makes a text of a string; `path` is what diagnostics print.
    public init(path: String, text: String) {
        self.init(path: path, bytes: Array(text.utf8))
    }

    /// The path as given, for diagnostics.
    public var path: String { storage.path }

    /// All bytes, whatever their encoding.
    public var bytes: [UInt8] { storage.bytes }

    /// The number of lines; an empty text has one.
    public var lineCount: Int { storage.lineStarts.count }

    /// The line and column of a byte offset; an offset outside the text is moved to its nearest end.
    public func position(of offset: Int) -> SourcePosition {
        let offset = min(max(offset, 0), bytes.count)
        var low = 0
        var high = storage.lineStarts.count
        while high - low > 1 {
            let middle = low + (high - low) / 2
            if storage.lineStarts[middle] <= offset { low = middle } else { high = middle }
        }
        return SourcePosition(line: low + 1, column: offset - storage.lineStarts[low] + 1)
    }

    /// The offsets of a 1-based line without its terminator; an empty range at the end for a line that is not there.
    public func range(ofLine number: Int) -> SourceRange {
        guard number >= 1, number <= lineCount else {
            return SourceRange(lowerBound: bytes.count, upperBound: bytes.count)
        }
        let start = storage.lineStarts[number - 1]
        var end = number < lineCount ? storage.lineStarts[number] : bytes.count
        if end > start, number < lineCount {
            end -= 1
            if end > start, bytes[end] == .lineFeed, bytes[end - 1] == .carriageReturn { end -= 1 }
        }
        return SourceRange(lowerBound: start, upperBound: end)
    }

    /// A 1-based line without its terminator, repaired where it is not UTF-8; empty for a line that is not there.
    public func line(_ number: Int) -> String {
        string(in: range(ofLine: number))
    }

    /// The text of a range, cut to the text's bounds and repaired where it is not UTF-8.
    public func string(in range: SourceRange) -> String {
        let lower = min(max(range.lowerBound, 0), bytes.count)
        let upper = min(max(range.upperBound, lower), bytes.count)
        return String(decoding: bytes[lower..<upper], as: UTF8.self)
    }

    /// A place in this text.
    public func location(_ range: SourceRange) -> SourceLocation {
        SourceLocation(text: self, range: range)
    }
}
