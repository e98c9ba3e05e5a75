/// The codes of findings in the text of a file: reading it, its JSON syntax, its size.
public enum SourceCode: String, DiagnosticCode {
    case fileMissing = "file-missing"
    case fileUnreadable = "file-unreadable"
    case notAFile = "not-a-file"
    case fileTooLarge = "file-too-large"

    case emptyDocument = "empty-document"
    case byteOrderMark = "byte-order-mark"
    case invalidUTF8 = "invalid-utf8"
    case unexpectedEnd = "unexpected-end"
    case unexpectedCharacter = "unexpected-character"
    case trailingContent = "trailing-content"
    case trailingComma = "trailing-comma"
    case missingComma = "missing-comma"
    case missingColon = "missing-colon"
    case mismatchedBracket = "mismatched-bracket"
    case comment
    case wrongQuotes = "wrong-quotes"
    case unquotedKey = "unquoted-key"
    case unknownWord = "unknown-word"

    case nonFiniteLiteral = "non-finite-literal"
    case leadingZero = "leading-zero"
    case leadingPlus = "leading-plus"
    case missingDigits = "missing-digits"
    case malformedNumber = "malformed-number"
    case numberOutOfRange = "number-out-of-range"

    case controlCharacter = "control-character"
    case invalidEscape = "invalid-escape"
    case loneSurrogate = "lone-surrogate"
    case nulInKey = "nul-in-key"
    case duplicateKey = "duplicate-key"

    case tooDeep = "too-deep"
    case tooManyValues = "too-many-values"
    case numberTooLong = "number-too-long"

    /// json-c refused a text that the scanner accepted: an error in Lamina.
    case decoderRefusal = "decoder-refusal"
    /// json-c read another tree than the scanner: an error in Lamina.
    case decoderDisagreement = "decoder-disagreement"
}
