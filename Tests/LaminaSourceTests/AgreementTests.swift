import Testing

@testable import LaminaSource

@Suite struct AgreementTests {
    /// A scanned text, another one for json-c, and the code of their difference.
    static let different: [(String, String, SourceCode)] = [
        ("[1]", "[1", .decoderRefusal), ("{}", "{}}", .decoderRefusal),
        ("[1]", "{\"1\": 1}", .decoderDisagreement), ("[1, 2]", "[1]", .decoderDisagreement),
        ("{\"a\": 1}", "{\"b\": 1}", .decoderDisagreement), ("{\"a\": 1}", "[1]", .decoderDisagreement),
        ("[1.0]", "[1]", .decoderDisagreement), ("[\"a\"]", "[null]", .decoderDisagreement),
        ("{\"a\": 1, \"b\": 2}", "{\"a\": 2}", .decoderDisagreement), ("[[]]", "[[[]]]", .decoderDisagreement),
    ]

    /// What the decoder says if json-c is given another text than the scanner.
    static func code(scanned: String, decoded: String) -> String? {
        do {
            let table = try Scanner.scan(SourceText(path: "test.json", text: scanned), limits: .standard)
            _ = try TreeDecoder.decode(table, text: SourceText(path: "test.json", text: decoded))
            return nil
        } catch let error as Diagnostic {
            return error.code
        } catch {
            return nil
        }
    }

    @Test(arguments: different)
    func aDifferenceIsADiagnostic(_ scanned: String, _ decoded: String, _ code: SourceCode) {
        #expect(Self.code(scanned: scanned, decoded: decoded) == code.rawValue)
    }

    @Test(arguments: UInt64(1)...4)
    func mutatedDocumentsAgree(seed: UInt64) throws {
        var mutator = Mutator(generator: SeededGenerator(state: seed))
        var accepted = 0
        for _ in 0..<1_500 {
            let bytes = mutator.next()
            let text = SourceText(path: "mutant.json", bytes: bytes)
            do {
                let root = try JSONDocument.parse(text).root
                accepted += 1
                let value = JSONValue(root)
                #expect(JSONValue(try parse(value.serialized(pretty: accepted.isMultiple(of: 2)))) == value)
                expectNumbersAgree(root)
            } catch let failure as DiagnosticFailure {
                #expect(!failure.diagnostics.isEmpty)
                for diagnostic in failure.diagnostics where diagnostic.code.hasPrefix("decoder-") {
                    Issue.record("\(diagnostic): \(String(decoding: bytes, as: UTF8.self))")
                }
                _ = DiagnosticFormatter(format: .text, version: "0").render(failure.diagnostics)
            }
        }
        #expect(accepted > 50)
    }

    /// json-c's double and Swift's reading of the same literal.
    private func expectNumbersAgree(_ node: JSONNode) {
        if node.kind == .number {
            let literal = node.location.text.string(in: node.range)
            #expect(node.double?.bitPattern == Double(literal)?.bitPattern, "\(literal)")
        }
        for child in node.elements + node.members.map(\.value) { expectNumbersAgree(child) }
    }
}

/// Makes damaged and undamaged documents from a few seeds.
private struct Mutator {
    static let seeds = [
        #"{"name": "fc", "type": "Dense", "units": 8, "rate": 0.5e-1, "shape": [28, 28, null], "é": "\ud83d\ude00"}"#,
        #"[true, false, null, -0, -0.0, 1e308, 9223372036854775807, 18446744073709551616, "\u0000\\\"\/", "", {}]"#,
        #"{"a": {"b": [[], [{}], {"c": [1, 2, 3]}]}, "d": "plain", "e": 1.7976931348623157e308}"#,
        "[1e-320, 0.1, 123456789.123456789, 5e-324, 2.2250738585072011e-308, -1E+2]",
    ]
    static let pieces: [[UInt8]] =
        [
            "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u", "\\ud800", "0", "1", "-", "+", ".", "e", "true", "null",
            "NaN", "'", "/", " ", "\n", "1e999", "\\n", "é", "\u{FEFF}",
        ]
        .map { Array($0.utf8) } + [[0x00], [0xC0, 0x80], [0xFF], [0xED, 0xA0, 0x80]]

    var generator: SeededGenerator

    mutating func next() -> [UInt8] {
        var bytes = Array(Self.seeds[Int.random(in: 0..<Self.seeds.count, using: &generator)].utf8)
        for _ in 0..<Int.random(in: 0...3, using: &generator) {
            let place = Int.random(in: 0...bytes.count, using: &generator)
            switch Int.random(in: 0..<5, using: &generator) {
            case 0: bytes.insert(contentsOf: piece(), at: place)
            case 1 where place < bytes.count: bytes[place] = UInt8.random(in: .min ... .max, using: &generator)
            case 2: bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 1...4, using: &generator)))
            case 3 where place < bytes.count:
                bytes[place] = bytes[place] ^ (1 << UInt8.random(in: 0..<8, using: &generator))
            default:
                let digit = UInt8(ascii: "0") + UInt8.random(in: 0...9, using: &generator)
                if let index = bytes[place...].firstIndex(where: \.isDigit) { bytes[index] = digit }
            }
        }
        return bytes
    }

    private mutating func piece() -> [UInt8] {
        Self.pieces[Int.random(in: 0..<Self.pieces.count, using: &generator)]
    }
}
