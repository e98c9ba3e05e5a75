import Testing

@testable import LaminaSource

@Suite struct AcceptanceTests {
    @Test(arguments: [
        "{}", "[]", "null", "true", "false", "0", "-0", "\"\"", " [ ] ", "\r\n\t {\"a\" : [ ] }\n",
        "[0, -0, 1, -1, 10, 1e5, 1E5, 1e+5, 1E-5, 0e1, 0e+1, -0e1, -0.0, 0.5e-10, 123.456e78]",
        "[9223372036854775807, -9223372036854775808, 9223372036854775808, 123456789012345678901234567890]",
        "[1e-400, 0e999999999999999999999, 1e308, 0.000000000000000000000000000000000000000001]",
        #"["\"\\\/\b\f\n\r\t", "\u0041\u00e9\u20AC", "\ud83d\ude00", "\uDBFF\uDFFF", "\uFFFF", "\u0000"]"#,
        "[\"\u{7F}\", \"é\", \"€\", \"😀\", \"\u{2028}\u{FEFF}\", \"\u{10FFFF}\u{FFFE}\"]",
        #"{"": 0, "a b": 1, "\u0061": 2, "é": 3, "A": 4}"#,
        "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]",
        #"{"a":{"b":{"c":[{"d":null},{"e":[true,false]}]}},"f":"g"}"#,
    ])
    func accepts(_ text: String) {
        #expect(findings(in: text).map(\.description) == [])
    }

    @Test func valuesAndRanges() throws {
        let root = try parse(#"{"é": [1, -2.5, "x\ny\u00e9", true, null], "b": {"c": 3e2}}"#)
        #expect(root.kind == .object)
        #expect(root.members.map(\.key) == ["é", "b"])
        let array = try #require(root["é"]).value
        #expect(array.count == 5)
        #expect(array.elements.map(\.kind) == [.number, .number, .string, .boolean, .null])
        #expect(array.elements[0].integer == 1 && array.elements[0].double == 1)
        #expect(array.elements[1].integer == nil && array.elements[1].double == -2.5)
        #expect(array.elements[2].string == "x\nyé" && array.elements[2].double == nil)
        #expect(array.elements[3].boolean == true)
        #expect(array.elements[4].isNull && array.elements[4].boolean == nil)
        #expect(array.members.isEmpty && array["b"] == nil && root.elements.isEmpty)
        let number = try #require(root["b"]?.value["c"])
        #expect(number.value.double == 300 && number.value.integer == nil)
        #expect(root["é"]?.keyRange == SourceRange(1..<5))
        #expect(number.keyLocation.text.string(in: number.keyRange) == #""c""#)
        #expect(number.value.location.position == SourcePosition(line: 1, column: 56))
        #expect(root["missing"] == nil)
    }

    @Test func integersAtTheEdges() throws {
        let texts = [
            "9223372036854775807", "-9223372036854775808", "9223372036854775808", "18446744073709551616", "3.0", "-0",
        ]
        let nodes = try texts.map { try parse($0) }
        #expect(nodes.map(\.integer) == [.max, .min, nil, nil, nil, 0])
        #expect(nodes.map(\.isIntegerLiteral) == [true, true, true, true, false, true])
        #expect(nodes[2].double == 0x1p63 && nodes[3].double == 0x1p64)
        #expect(nodes[5].double == 0 && nodes[5].double?.sign == .minus)
    }

    @Test func nulInAStringValueIsKept() throws {
        #expect(try parse(#""a\u0000b""#).string == "a\0b")
    }

    @Test func snippets() throws {
        #expect(try parse(" \"ten\" ").snippet == "\"ten\"")
        #expect(try parse("[\n  1,\r\n\t2\n]").snippet == "[ 1, 2 ]")
        let long = try parse("\"" + String(repeating: "é", count: 300) + "\"").snippet
        #expect(long == "\"" + String(repeating: "é", count: 39) + "…")
        #expect(try parse("[1\(String(repeating: " \n", count: 900))]").snippet == "[1 …")
    }
}
