import LaminaKit

/// How a text becomes words, as Keras's `TextVectorization` does it: first `standardize`, then `split`.
public struct TextRule: Sendable, Hashable {
    enum Standardize: String, CaseIterable, Sendable {
        case lowerAndStripPunctuation = "lower_and_strip_punctuation"
        case lower
        case stripPunctuation = "strip_punctuation"
    }

    enum Split: String, CaseIterable, Sendable {
        case whitespace, character
    }

    let standardize: Standardize?
    let split: Split

    init(from fields: inout Fields) {
        standardize = fields.optionalChoice(
            "standardize", default: .lowerAndStripPunctuation, "What is done to a text first: letters A to Z made small, ASCII punctuation left out.")
        split = fields.choice("split", default: .whitespace, "What a text is cut into: words between ASCII white space, or characters (code points).")
    }

    /// The words of a text from a byte on, cut one after the other as they are asked for.
    func words(in bytes: [UInt8], from start: Int = 0) -> Words { Words(rule: self, bytes: bytes, offset: start) }

    func words(in text: String) -> [String] { words(in: Array(text.utf8)).compactMap(\.word) }

    struct Words: Sequence, IteratorProtocol {
        fileprivate let rule: TextRule
        fileprivate let bytes: [UInt8]
        fileprivate var offset: Int

        /// A word with the place of its bytes; nil in place of one that is not UTF-8.
        mutating func next() -> (word: String?, range: Range<Int>)? {
            while let range = rule.nextChunk(in: bytes, from: offset) {
                offset = range.upperBound
                let word = rule.standardized(bytes[range])
                if !word.isEmpty { return (String(validating: word, as: UTF8.self), range) }
            }
            return nil
        }
    }

    private func nextChunk(in bytes: [UInt8], from offset: Int) -> Range<Int>? {
        switch split {
        case .whitespace:
            guard let start = bytes[offset...].firstIndex(where: { !Self.isSpace($0) }) else { return nil }
            return start..<(bytes[start...].firstIndex(where: Self.isSpace) ?? bytes.count)
        case .character:
            guard offset < bytes.count else { return nil }
            // A byte and the continuation bytes after it.
            return offset..<(bytes[(offset + 1)...].firstIndex { $0 & 0xC0 != 0x80 } ?? bytes.count)
        }
    }

    private func standardized(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var bytes = Array(bytes)
        if standardize == .lower || standardize == .lowerAndStripPunctuation {
            for index in bytes.indices where (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(bytes[index]) { bytes[index] |= 0x20 }
        }
        if standardize == .stripPunctuation || standardize == .lowerAndStripPunctuation { bytes.removeAll(where: Self.isPunctuation) }
        return bytes
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    private static func isPunctuation(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E: true
        default: false
        }
    }
}
