import LaminaData
import Testing

@Suite struct CSVTests {
    @Test func readsQuotesLineBreaksAndByteOrderMarks() throws {
        let csv = "\u{FEFF}\"a\",note,\"b \"\"c\"\"\"\r\n1,\"x, \"\"y\"\"\nz\",-2.5\r\n\"3\",,4e2"
        let outcome = try load(csvSection(target: #"{"columns": ["b \"c\""]}"#), csv: csv)
        #expect(outcome.places == [])
        #expect(outcome.data?.inputs(.training) == [[1], [3]])
        #expect(outcome.data?.targets(.training) == [[-2.5], [400]])
    }

    @Test(arguments: ["a,b\n1,2\n3,4\n", "a,b\r\n1,2\r\n3,4\r\n", "a,b\r1,2\r3,4", "b,a\n2,1\n4,3"])
    func endsOfLines(_ csv: String) throws {
        let data = try #require(try load(csvSection(), csv: csv).data)
        #expect(data.inputs(.training) == [[1], [3]])
        #expect(data.targets(.training) == [[2], [4]])
    }

    @Test(arguments: [
        ("", ["data.csv:1:1 csv-header"]),
        ("a,b,a\n", ["data.csv:1:5 csv-header-duplicate"]),
        ("a,b\n1,2\n3\n4,5,6\n", ["data.csv:3:2 csv-ragged", "data.csv:4:5 csv-ragged"]),
        ("a,b\n1,2\n\n", ["data.csv:3:1 csv-ragged"]),
        ("a,b\n1,2\n1, 2\nx,0x10\n", ["data.csv:3:3 csv-number", "data.csv:4:1 csv-number", "data.csv:4:3 csv-number"]),
        ("a,b\n1,1e39\n", ["data.csv:2:3 csv-number"]),
        ("a,b\n1,inf\n", ["data.csv:2:3 csv-number"]),
        ("a,b\n1,1e999\n", ["data.csv:2:3 csv-number"]),
        ("a,b\n1,\"2,5\"\n", ["data.csv:2:4 csv-number"]),
        ("a,b\n1,\nNaN,2\nNA,3\nnull,4", ["data.csv:2:3 csv-missing", "data.csv:3:1 csv-missing", "data.csv:4:1 csv-missing", "data.csv:5:1 csv-missing"]),
        ("a,b\n1,\"2\n3,4\n", ["data.csv:2:3 csv-quote"]),
        ("a,b\n1,2\"\n", ["data.csv:2:4 csv-quote"]),
        ("a,b\n\"1\"x,2\n", ["data.csv:2:4 csv-quote"]),
        ("a,c\n1,2\n", ["model.json:1:90 data-column-unknown"]),
    ])
    func mistakesStandAtTheirPlace(_ csv: String, _ places: [String]) throws {
        #expect(try load(csvSection(), csv: csv).places == places)
    }

    @Test func aMistypedColumnIsSuggested() throws {
        let outcome = try load(csvSection(columns: #"["temp"]"#), csv: "tmep,b\n1,2\n")
        #expect(outcome.diagnostics.first?.notes.first?.message == "did you mean 'tmep'?")
    }

    @Test func mistakesAreCountedUpToALimit() throws {
        let csv = "a,b\n" + String(repeating: "x,y\n", count: 1_000)
        #expect(try load(csvSection(), csv: csv).diagnostics.count <= 21)
    }

    @Test func aMissingFileIsNamedWithItsField() throws {
        let outcome = try load(csvSection())
        #expect(outcome.codes == ["file-missing"])
        #expect(outcome.diagnostics.first?.notes.first?.location?.position == SourcePosition(line: 1, column: 36))
    }

    @Test func columnsThatNobodyNamesMayHoldAnything() throws {
        let data = try #require(try load(csvSection(), csv: "a,text,b\n1,hello,2\n").data)
        #expect(data.training.count == 1)
    }

    @Test(arguments: [
        ("interpolate", [[1], [1], [2], [3], [3]] as [[Float]]), ("zero", [[0], [1], [0], [3], [0]]), ("drop", [[1], [3]]),
    ])
    func missingValues(_ policy: String, _ expected: [[Float]]) throws {
        let outcome = try load(
            csvSection(source: #", "missing": "\#(policy)""#, columns: #"["a"]"#), csv: "a,b\n,0\n1,0\nnan,0\n3,0\nNA,0\n")
        #expect(outcome.places == [])
        #expect(outcome.data?.inputs(.training) == expected)
    }

    @Test func aColumnWithoutAnyValueCannotBeInterpolated() throws {
        let outcome = try load(csvSection(source: #", "missing": "interpolate""#), csv: "a,b\n,0\n,0\n")
        #expect(outcome.places == ["data.csv:1:1 csv-missing"])
    }

    @Test func delimiters() throws {
        let data = try load(csvSection(source: #", "delimiter": ";""#), csv: "a;b\n1;2\n").data
        #expect(data?.targets(.training) == [[2]])
    }

    @Test func classesAreReadByTheirNames() throws {
        let section = csvSection(target: #"{"columns": ["b"], "classes": ["no", "yes"]}"#, #""normalize": "standard""#)
        let outcome = try load(section, csv: "a,b\n1,yes\n2,no\n", classes: 2)
        #expect(outcome.places == [])
        #expect(outcome.data?.targets(.training) == [[1], [0]])
        #expect(try load(section, csv: "a,b\n1,yes\n2,maybe\n").places == ["data.csv:3:3 csv-label"])
    }

    @Test(arguments: ["0", "-0", "+7", "0.1", "123456789012345678", "12345678901234567890123", "1e22", "1e23", "9007199254740993", "4.9e-324", "2.2250738585072011e-308", "1.7976931348623157e308", "0.000001", "1E-5", "5e+3"])
    func numbersAreTheNearestDouble(_ text: String) throws {
        let digits = text.hasPrefix("+") ? String(text.dropFirst()) : text
        #expect(parseNumber(text) == Double(digits))
    }

    @Test(arguments: ["", "-", ".5", "5.", "1e", "1e+", "0x1", "1_000", "1,5", " 1", "1 ", "inf", "nan", "--1", "1.2.3"])
    func othersAreNoNumbers(_ text: String) {
        #expect(parseNumber(text) == nil)
    }
}
