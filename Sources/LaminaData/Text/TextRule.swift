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

    /// A text's words with the places of their bytes; nil in place of a word that is not UTF-8.
    func words(in bytes: [UInt8]) -> [(word: String?, range: Range<Int>)] {
        switch split {
        case .whitespace:
            return bytes.split(whereSeparator: Self.isSpace).compactMap { chunk in
                let word = standardized(chunk)
                return word.isEmpty ? nil : (String(validating: word, as: UTF8.self), chunk.startIndex..<chunk.endIndex)
            }
        case .character:
            return Self.characters(bytes).compactMap { chunk in
                let word = standardized(chunk)
                return word.isEmpty ? nil : (String(validating: word, as: UTF8.self), chunk.startIndex..<chunk.endIndex)
            }
        }
    }

    func words(in text: String) -> [String] { words(in: Array(text.utf8)).compactMap(\.word) }

    private func standardized(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var bytes = Array(bytes)
        if standardize == .lower || standardize == .lowerAndStripPunctuation {
            for index in bytes.indices where (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(bytes[index]) { bytes[index] |= 0x20 }
        }
        if standardize == .stripPunctuation || standardize == .lowerAndStripPunctuation { bytes.removeAll(where: Self.isPunctuation) }
        return bytes
    }

    /// A byte and the continuation bytes after it.
    private static func characters(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        var characters: [ArraySlice<UInt8>] = []
        var start = 0
        for index in bytes.indices where index + 1 == bytes.count || bytes[index + 1] & 0xC0 != 0x80 {
            characters.append(bytes[start...index])
            start = index + 1
        }
        return characters
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    private static func isPunctuation(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E: true
        default: false
        }
    }
}
