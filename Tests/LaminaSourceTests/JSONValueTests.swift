import Testing

@testable import LaminaSource

@Suite struct JSONValueTests {
    private let value: JSONValue = [
        "name": "a \"b\" \\ \n\u{1}é😀", "shape": [120, 14], "rate": 0.1, "whole": 3.0, "flag": true, "none": nil,
        "layers": [["type": "Dense", "units": 16], ["type": "ReLU"]], "empty": [], "nothing": [:],
    ]

    @Test func pretty() {
        #expect(
            value.serialized() == """
                {
                  "name": "a \\"b\\" \\\\ \\n\\u0001é😀",
                  "shape": [120, 14],
                  "rate": 0.1,
                  "whole": 3.0,
                  "flag": true,
                  "none": null,
                  "layers": [
                    {
                      "type": "Dense",
                      "units": 16
                    },
                    {
                      "type": "ReLU"
                    }
                  ],
                  "empty": [],
                  "nothing": {}
                }
                """)
    }

    @Test func compact() {
        let value: JSONValue = ["a": [1, 2.5, nil], "b": [:]]
        #expect(value.serialized(pretty: false) == #"{"a":[1,2.5,null],"b":{}}"#)
    }

    @Test func readsBackTheSame() throws {
        #expect(try JSONValue(parse(value.serialized())) == value)
        #expect(try JSONValue(parse(value.serialized(pretty: false))) == value)
        #expect(value != .null && JSONValue.integer(1) != .number(1))
    }

    @Test func longArraysOfNumbersBreak() {
        let lines = JSONValue.array((0..<40).map { .integer($0 * 1_000) }).serialized().split(separator: "\n")
        #expect(lines.count == 42)
    }

    @Test func numbersReadBackBitForBit() throws {
        var generator = SeededGenerator(state: 7)
        var numbers = [0, -0.0, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 1e16, 1e-5, 0.1, 1 / 3]
        for _ in 0..<1_000 { numbers.append(Double(bitPattern: generator.next())) }
        for number in numbers where number.isFinite {
            let read = try parse(JSONValue.number(number).serialized()).double
            #expect(read?.bitPattern == number.bitPattern)
        }
        #expect(JSONValue.array([.number(.nan), .number(.infinity)]).serialized() == "[null, null]")
    }

    @Test func everyCharacterReadsBack() throws {
        let scalars = (0..<0x3000).compactMap(Unicode.Scalar.init)
        let string = String(String.UnicodeScalarView(scalars)) + "\u{FEFF}\u{FFFF}\u{1F600}\u{10FFFF}"
        #expect(try Array(#require(parse(JSONValue.string(string).serialized()).string).utf8) == Array(string.utf8))
    }
}
