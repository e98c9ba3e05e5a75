import Testing

@testable import LaminaSource

@Suite struct RejectionTests {
    /// Texts that the corpus does not hold, because only the bytes matter.
    static let texts: [(String, [String])] = [
        ("[", ["1:2 unexpected-end"]), ("{", ["1:2 unexpected-end"]), ("{\"a\"", ["1:5 unexpected-end"]),
        ("{\"a\":", ["1:6 unexpected-end"]), ("[1", ["1:3 unexpected-end"]), ("[1,", ["1:4 unexpected-end"]),
        ("\"", ["1:2 unexpected-end"]), ("\"\\", ["1:3 unexpected-end"]), ("\"\\u", ["1:4 unexpected-end"]),
        ("\"\\ud800\\u12", ["1:12 unexpected-end"]), ("n", ["1:2 unexpected-end"]), ("-", ["1:2 missing-digits"]),
        ("1.", ["1:3 missing-digits"]), ("1e+", ["1:4 missing-digits"]), ("{\"a\":1,", ["1:8 unexpected-end"]),
        ("[\n\"a\",\n", ["3:1 unexpected-end"]),
        ("]", ["1:1 unexpected-character"]), (",", ["1:1 unexpected-character"]),
        ("[,1]", ["1:2 unexpected-character"]),
        ("{,}", ["1:2 unexpected-character"]), ("{]", ["1:2 mismatched-bracket"]), ("[}", ["1:2 mismatched-bracket"]),
        ("{\"a\":]", ["1:6 mismatched-bracket"]), ("{\"a\":1]", ["1:7 mismatched-bracket"]),
        ("{1:2}", ["1:2 unquoted-key"]), ("{\"a\",1}", ["1:5 missing-colon"]), ("{\"a\"}", ["1:5 missing-colon"]),
        ("{\"a\" \"b\"}", ["1:6 missing-colon"]), ("{\"a\"::1}", ["1:6 unexpected-character"]),
        ("[1 true]", ["1:3 missing-comma"]), ("[1:2]", ["1:3 unexpected-character"]),
        ("[1;2]", ["1:3 unexpected-character"]),
        ("[\"a\"\"b\"]", ["1:5 missing-comma"]), ("[1,]", ["1:3 trailing-comma"]),
        ("[1,,]", ["1:4 unexpected-character"]),
        ("[1]]", ["1:4 trailing-content"]), ("1 2", ["1:3 trailing-content"]), ("{}x", ["1:3 trailing-content"]),
        ("{},", ["1:3 trailing-content"]), ("{}//", ["1:3 comment"]), ("{}#", ["1:3 comment"]),
        ("{}/", ["1:3 trailing-content"]),
        ("nul", ["1:4 unexpected-end"]), ("nul ", ["1:1 unknown-word"]), ("nulll", ["1:1 unknown-word"]),
        ("TRUE", ["1:1 unknown-word"]), ("undefined", ["1:1 unknown-word"]), ("inf", ["1:1 non-finite-literal"]),
        ("-inf", ["1:1 non-finite-literal"]), ("-NaN", ["1:1 non-finite-literal"]), ("-x", ["1:2 missing-digits"]),
        ("-01", ["1:1 leading-zero"]), ("00", ["1:1 leading-zero"]), ("1.e5", ["1:3 missing-digits"]),
        ("1.5.2", ["1:4 malformed-number"]),
        ("1e5.0", ["1:4 malformed-number"]), ("1-2", ["1:2 malformed-number"]), ("1+2", ["1:2 malformed-number"]),
        ("1a", ["1:2 malformed-number"]),
        ("--1", ["1:2 missing-digits"]), ("1é", ["1:2 trailing-content"]),
        ("1e309", ["1:1 number-out-of-range"]), ("-1.8e308", ["1:1 number-out-of-range"]),
        ("[" + String(repeating: "9", count: 400) + "]", ["1:2 number-out-of-range"]),
        ("\"\u{1}\"", ["1:2 control-character"]), ("\"\u{1F}\"", ["1:2 control-character"]),
        ("\"a\r\n\"", ["1:3 control-character"]),
        ("\"\\x41\"", ["1:2 invalid-escape"]), ("\"\\é\"", ["1:2 invalid-escape"]),
        ("\"\\U0041\"", ["1:2 invalid-escape"]),
        ("\"\\u00g0\"", ["1:2 invalid-escape"]), ("\"\\\n\"", ["1:2 invalid-escape"]),
        ("\"\\ud800x\"", ["1:2 lone-surrogate"]), ("\"\\ud800\\n\"", ["1:2 lone-surrogate"]),
        ("\"\\ud800\\u0041\"", ["1:2 lone-surrogate"]), ("\"\\ud800\\ud800\\udc00\"", ["1:2 lone-surrogate"]),
        ("{\"\\ud800\":1}", ["1:3 lone-surrogate"]),
        ("{\"a\":1,\"b\":2,\"a\":3,\"a\":4}", ["1:14 duplicate-key", "1:20 duplicate-key"]),
        ("{\"é\":1,\"e\u{301}\":2}", ["1:9 duplicate-key"]), ("[{\"a\":1},{\"a\":{\"a\":2}}]", []),
        ("\u{A0}1", ["1:1 unexpected-character"]), ("[1,\u{FEFF}2]", ["1:4 unexpected-character"]),
        ("\u{C}", ["1:1 unexpected-character"]),
        ("'a'", ["1:1 wrong-quotes"]), ("[‘a’]", ["1:2 wrong-quotes"]), ("{\"a\":`b`}", ["1:6 wrong-quotes"]),
        ("\0", ["1:1 unexpected-character"]),
    ]

    static let bytes: [([UInt8], [String])] = [
        ([0xFE, 0xFF, 0x00, 0x31], ["1:1 byte-order-mark"]), ([0xFF], ["1:1 invalid-utf8"]),
        ([0x80], ["1:1 invalid-utf8"]),
        ([0x22, 0x80, 0x22], ["1:2 invalid-utf8"]), ([0x22, 0xC3], ["1:2 invalid-utf8"]),
        ([0x22, 0xC1, 0x81, 0x22], ["1:2 invalid-utf8"]),
        ([0x22, 0xE0, 0x80, 0xAF, 0x22], ["1:2 invalid-utf8"]), ([0x22, 0xED, 0xA0, 0x80, 0x22], ["1:2 invalid-utf8"]),
        ([0x22, 0xF0, 0x80, 0x80, 0xAF, 0x22], ["1:2 invalid-utf8"]),
        ([0x22, 0xF4, 0x90, 0x80, 0x80, 0x22], ["1:2 invalid-utf8"]),
        ([0x22, 0xF5, 0x80, 0x80, 0x80, 0x22], ["1:2 invalid-utf8"]), ([0x22, 0xE2, 0x82, 0x22], ["1:2 invalid-utf8"]),
        ([0x31, 0x00], ["1:2 trailing-content"]), ([0x31, 0x00, 0x00], ["1:2 trailing-content"]),
        ([0x5B, 0x00, 0x5D], ["1:2 unexpected-character"]),
        ([0x22, 0x5C, 0xFF, 0x22], ["1:2 invalid-escape"]),
    ]

    @Test(arguments: texts)
    func rejects(_ text: String, _ expected: [String]) {
        #expect(findings(in: text).map(mark) == expected)
    }

    @Test(arguments: bytes)
    func rejectsBytes(_ bytes: [UInt8], _ expected: [String]) {
        #expect(findings(in: bytes).map(mark) == expected)
    }

    @Test func everyPrefixOfAValidTextIsRejectedAtItsEnd() {
        let text = Array(#"{"a": [1.5e3, true, null, "\ud83d\ude00"], "b": {"c": -0.5}}"#.utf8)
        for length in 1..<text.count {
            let found = findings(in: Array(text.prefix(length)))
            #expect(found.last?.location?.range.lowerBound == length, "\(length): \(found)")
        }
    }

    @Test func messagesNameWhatWasFoundAndTheRemedy() {
        let messages: [(String, String)] = [
            ("[1,]", "remove this comma: nothing follows it before ']'"),
            ("{a: 1}", "expected a key in double quotes; write \"a\""),
            ("[1 2]", "expected ',' or ']' after this value, found '2'"),
            ("[01]", "the number '01' has a leading zero; remove it"),
            ("[True]", "write 'true' in lower case, not 'True'"),
            ("[\u{A0}]", "expected a value, found the character U+00A0"),
            ("[1", "expected ',' or ']', found the end of the file"),
            ("[1.]", "expected a digit after the decimal point in '1.', found ']'"),
            ("[1. ]", "expected a digit after the decimal point in '1.', found a space"),
            ("['a']", "expected a value, found a single quote; strings stand in double quotes"),
            ("[1e-]", "expected a digit after the exponent in '1e-', found ']'"),
        ]
        for (text, message) in messages {
            #expect(findings(in: text).map(\.message) == [message])
        }
        let duplicate = findings(in: "{\"a\": 1,\n \"a\": 2}").first
        #expect(duplicate?.notes.first?.location?.position == SourcePosition(line: 1, column: 2))
        #expect(findings(in: "[{\"b\":").first?.notes.map(\.message) == ["'{' is opened here"])
    }

    @Test func findingsAreLimited() {
        let members = Array(repeating: "\"a\": 1", count: 1_000).joined(separator: ", ")
        #expect(findings(in: "{\(members)}").count == Scanner.maximumFindings)
    }
}
