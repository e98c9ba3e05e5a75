import LaminaData
import Testing

/// Texts as word numbers.
@Suite struct TextTests {
    static let csv = "y,t\n0,The cat sat.\n1,\"A cat, a \"\"dog\"\"\"\n0,\n1,a zebra and the cat and a dog\n"

    static func section(_ text: String = "", _ more: String = "") -> String {
        csvSection(
            columns: #"["t"]"#, target: #"{"columns": ["y"]}"#,
            #""text": {"output_sequence_length": 4\#(text)}"# + (more.isEmpty ? "" : ", " + more))
    }

    /// Vocabulary and numbers of the real Keras.
    @Test func wordsAreKeras() throws {
        let golden = try JSONDocument.parse(.read(path: "\(root)/Tests/Golden/data/text-vectorization.json")).root
        func strings(_ key: String, _ node: JSONNode? = nil) -> [String] { ((node ?? golden)[key]?.value.elements ?? []).compactMap(\.string) }
        func numbers(_ key: String, _ node: JSONNode) -> [[Float]] {
            (node[key]?.value.elements ?? []).map { $0.elements.compactMap { $0.double.map { Float($0) } } }
        }
        func csv(_ texts: [String]) -> String {
            "t,y\n" + texts.map { "\"\($0.replacing("\"", with: "\"\""))\",0\n" }.joined()
        }
        let cases = golden["cases"]?.value.elements ?? []
        #expect(cases.count == 8)
        for golden in cases {
            let options = try #require(golden["options"]?.value)
            let section = csvSection(
                columns: #"["t"]"#, target: #"{"columns": ["y"]}"#, "\"text\": \(JSONValue(options).serialized(pretty: false))")
            let data = try #require(try load(section, csv: csv(strings("texts"))).data)
            #expect(data.preprocessing.inputs[0].vocabulary == strings("vocabulary", golden))
            #expect(data.inputs(.training) == numbers("texts", golden))
            let prepared = try data.preprocessing.prepare(csv: SourceText(path: "raw.csv", text: csv(strings("raw"))))
            #expect((0..<prepared.examples.count).map { prepared.examples.example($0).input } == numbers("raw", golden))
        }
    }

    @Test func theVocabularyIsOfTheTrainingPart() throws {
        let data = try #require(try load(Self.section("", #""split": {"test": 0.25}"#), csv: Self.csv, inputs: [[4]], target: [1]).data)
        #expect(data.preprocessing.inputs[0].vocabulary == ["", "[UNK]", "cat", "a", "the", "sat", "dog"])
        #expect(data.inputs(.training) == [[4, 2, 5, 0], [3, 2, 3, 6], [0, 0, 0, 0]])
        #expect(data.inputs(.test) == [[3, 1, 1, 4]])
    }

    @Test func preprocessingKeepsTheWords() throws {
        let section = Self.section(#", "max_tokens": 5"#, #""normalize": "standard""#)
        let outcome = try load(section, csv: Self.csv)
        let data = try #require(outcome.data)
        #expect(data.preprocessing.inputs[0].scalings.isEmpty && !data.preprocessing.target.scalings.isEmpty)
        let text = data.preprocessing.json.serialized()
        let again = try Preprocessing(json: try JSONDocument.parse(SourceText(path: "p.json", text: text)).root)
        #expect(again == data.preprocessing)
        #expect(outcome.section?.disagreement(with: again) == nil)
        let other = try #require(try load(Self.section(#", "max_tokens": 6"#, #""normalize": "standard""#), csv: Self.csv).section)
        #expect(other.disagreement(with: again)?.code == "preprocessing-invalid")
        #expect(other.needsStoredPreprocessing)
        let broken = text.replacing("\"[UNK]\"", with: "\"UNK\"")
        #expect(throws: DiagnosticFailure.self) {
            try Preprocessing(json: try JSONDocument.parse(SourceText(path: "p.json", text: broken)).root)
        }
    }

    @Test func textBesideNumbers() throws {
        let section = #"""
            {"source": {"type": "csv", "file": "data.csv"},
             "inputs": {"words": {"columns": ["t"], "text": {"output_sequence_length": 2}}, "number": {"columns": ["y"]}},
             "target": {"columns": ["y"]}}
            """#
        let data = try #require(try load(section, csv: Self.csv).data)
        #expect(data.training.inputPorts == [[2], [1]])
        #expect(data.training.ports(of: 1).inputs == [[2, 3], [1]])
    }

    @Test func tabsAndQuotes() throws {
        let tsv = "y\tt\n0\ta \"quoted\" word\n1\t\"begins with\tone\n"
        let source = #", "delimiter": "\t""#
        #expect(try load(csvSection(source: source, columns: #"["y"]"#, target: #"{"columns": ["y"]}"#), csv: tsv).codes == ["csv-quote"])
        let plain = csvSection(
            source: source + #", "quotes": false"#, columns: #"["t"]"#, target: #"{"columns": ["y"]}"#, #""text": {"output_sequence_length": 3}"#)
        #expect(try load(plain, csv: tsv).codes == ["csv-ragged"])
        let data = try #require(try load(plain, csv: tsv.replacing("with\tone", with: "with one")).data)
        #expect(data.preprocessing.inputs[0].vocabulary?.count == 8)
        let quoted = csvSection(source: source, columns: #"["t"]"#, target: #"{"columns": ["y"]}"#, #""text": {"output_sequence_length": 3}"#)
        #expect(try load(quoted, csv: "y\tt\n0\t\"a\tb\nc\"\n").data?.inputs(.training) == [[4, 3, 2]])
    }

    @Test(arguments: [
        (csvSection(columns: #"["t"]"#, #""text": {}"#), "data-field-needed"),
        (csvSection(columns: #"["t", "u"]"#, #""text": {"output_sequence_length": 1}"#), "data-field-inapplicable"),
        (section(#", "max_tokens": 2"#), "field-range"),
        (section(#", "split": "words""#), "field-choice"),
        (section(#", "ngrams": 2"#), "field-unknown"),
        (#"{"source": {"type": "values", "inputs": [1], "targets": [1]}, "text": {"output_sequence_length": 1}}"#, "data-field-inapplicable"),
    ])
    func mistakes(_ section: String, _ code: String) throws {
        #expect(try load(section, csv: Self.csv).codes == [code])
    }

    @Test func shapesAreCompared() throws {
        #expect(try load(Self.section(), csv: Self.csv, inputs: [[5]]).codes == ["data-input-shape"])
        #expect(try load(Self.section(), csv: Self.csv, inputs: [[nil]]).codes == [])
        let vast = csvSection(columns: #"["t"]"#, target: #"{"columns": ["y"]}"#, #""text": {"output_sequence_length": 2147483647}"#)
        #expect(try load(vast, csv: Self.csv).places == ["data.csv:2:1 data-too-large"])
        #expect(try load(Self.section(), files: ["data.csv": Array("y,t\n0,".utf8) + [0xFF, 0x0A]]).places == ["data.csv:2:3 csv-encoding"])
    }
}

/// A plain text as windows of words.
@Suite struct TextSourceTests {
    static func section(_ source: String = "", _ more: String = "") -> String {
        #"{"source": {"type": "text", "file": "data.csv"\#(source)}, "window": {"length": 2}\#(more.isEmpty ? "" : ", " + more)}"#
    }

    @Test func theNextWordIsTheTarget() throws {
        let data = try #require(try load(Self.section(), csv: "The cat sees\nthe dog, the cat!", inputs: [[2]], target: [1], classes: 6).data)
        #expect(data.preprocessing.inputs[0].vocabulary == ["", "[UNK]", "the", "cat", "sees", "dog"])
        #expect(data.training.inputSizes == [2] && data.training.targetSizes == [1])
        #expect(data.inputs(.training) == [[2, 3], [3, 4], [4, 2], [2, 5], [5, 2]])
        #expect(data.targets(.training) == [[4], [2], [5], [2], [3]])
        #expect(data.preprocessing.target.classNames == ["", "[UNK]", "the", "cat", "sees", "dog"])
        #expect(throws: DiagnosticFailure.self) { try data.validate(against: 5) }
    }

    @Test func linesMayStandApart() throws {
        let section = Self.section(#", "across_lines": false"#)
        let data = try #require(try load(section, csv: "a b c\n\nd\r\ne f g h\n").data)
        let names = data.preprocessing.target.classNames
        #expect(data.targets(.training).map { names[Int($0[0])] } == ["c", "g", "h"])
        let characters = #"{"source": {"type": "text", "file": "data.csv", "across_lines": false}, "window": {"length": 1}, "text": {"split": "character"}}"#
        let letters = try #require(try load(characters, csv: "ab\nc é\n").data)
        #expect(letters.targets(.training).map { letters.preprocessing.target.classNames[Int($0[0])] } == ["b", " ", "é"])
        let joined = try #require(try load(characters.replacing("false", with: "true"), csv: "ab\nc").data)
        #expect(joined.targets(.training).map { joined.preprocessing.target.classNames[Int($0[0])] } == ["b", "\n", "c"])
    }

    @Test func partsKeepTheirWords() throws {
        let section = Self.section("", #""text": {"max_tokens": 4}, "split": {"test": 0.4}"#)
        let data = try #require(try load(section, csv: "a b a b a b c a c b").data)
        #expect(data.preprocessing.inputs[0].vocabulary == ["", "[UNK]", "b", "a"])
        #expect(data.inputs(.test) == [[1, 3], [3, 1]] && data.targets(.test) == [[1], [2]])
        let text = data.preprocessing.json.serialized()
        let again = try Preprocessing(json: try JSONDocument.parse(SourceText(path: "p.json", text: text)).root)
        #expect(again == data.preprocessing && again.target.classNames == ["", "[UNK]", "b", "a"])
        let prepared = try again.prepare(csv: SourceText(path: "raw.txt", text: "B, unknown\nA"))
        #expect((0..<prepared.examples.count).map { prepared.examples.example($0).input } == [[2, 1], [1, 3]])
    }

    @Test(arguments: [
        (#"{"source": {"type": "text", "file": "data.csv"}}"#, "data-field-needed"),
        (section("", #""columns": ["letters"]"#), "data-column-unknown"),
        (section("", #""target": {"classes": ["a"]}"#), "data-target"),
        (section("", #""target": {"change": true, "offset": 1}"#), "data-target"),
        (section("", #""text": {"output_sequence_length": 3}"#), "data-field-inapplicable"),
        (section("", #""weight": "w""#), "data-field-inapplicable"),
        (section("", #""split": {"test": 0.9}"#), "data-too-few-rows"),
        (section(#", "encoding": "latin1""#), "field-unknown"),
    ])
    func mistakes(_ section: String, _ code: String) throws {
        #expect(try load(section, csv: "a b c d").codes == [code])
    }

    @Test func theByteOrderMarkIsNoWord() throws {
        let data = try #require(try load(Self.section(), csv: "\u{FEFF}a b c").data)
        #expect(data.preprocessing.inputs[0].vocabulary == ["", "[UNK]", "c", "b", "a"])
        let characters = #"{"source": {"type": "text", "file": "data.csv"}, "window": {"length": 1}, "text": {"split": "character"}}"#
        #expect(try load(characters, csv: "\u{FEFF}ab").data?.training.count == 1)
    }

    /// What comes after the limit is not even cut into words: the mistake in it is not found.
    @Test func wordsEndAtTheLimit() throws {
        #expect(try wordCount("a b c", limit: 3) == 3)
        #expect { try wordCount("a b\nc d \u{FFFD}", limit: 3) } throws: { error in
            guard let failure = error as? DiagnosticFailure else { return false }
            return Outcome(diagnostics: failure.diagnostics).places == ["words.txt:2:3 data-too-large"]
        }
        #expect(firstWord(of: [0x61, 0x20, 0xFF]) == "a")
    }

    /// Nothing that does not fit goes by without a report.
    @Test func windowsOfTextsAreCompared() throws {
        let section = csvSection(
            columns: #"["t"]"#, target: #"{"columns": ["y"]}"#, #""text": {"output_sequence_length": 10}, "window": {"length": 2}"#)
        #expect(try load(section, csv: TextTests.csv, inputs: [[2, 20]]).codes == ["data-input-shape"])
        #expect(try load(section, csv: TextTests.csv, inputs: [[2, 10]]).codes == [])
        let derived = csvSection(
            columns: #"["d"]"#, target: #"{"columns": ["y"]}"#,
            #""text": {"output_sequence_length": 2}, "derive": [{"name": "d", "type": "difference", "column": "y"}]"#)
        #expect(try load(derived, csv: TextTests.csv).codes == ["data-field-inapplicable"])
    }

    @Test func mistakesInTheText() throws {
        #expect(try load(Self.section(), files: ["data.csv": Array("a b\nc ".utf8) + [0xC3, 0x28]]).places == ["data.csv:2:3 text-encoding"])
        #expect(try load(Self.section(), csv: "a b").codes == ["data-too-few-rows"])
        #expect(try load(Self.section(#", "test_file": "none.txt""#), csv: "a b c").codes == ["file-missing"])
    }
}
