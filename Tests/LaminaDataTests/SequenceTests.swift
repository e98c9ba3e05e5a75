import LaminaData
import Testing

/// Rows of one key as one example.
@Suite struct SequenceTests {
    static let csv = "k,a,b,y\nx,1,10,0\nx,2,20,0\nx,3,30,0\ny,4,40,1\nz 1,5,50,1\nz 1,6,60,1\n"

    static func section(_ sequence: String = "", columns: String = #"["a", "b"]"#, _ more: String = "") -> String {
        csvSection(
            columns: columns, target: #"{"columns": ["y"]}"#,
            #""sequence": {"by": "k", "length": 2\#(sequence)}"# + (more.isEmpty ? "" : ", " + more))
    }

    /// `keras.utils.pad_sequences` on the same sequences, with its names and defaults.
    @Test(arguments: [
        ("", [[2, 20, 3, 30], [0, 0, 4, 40], [5, 50, 6, 60]]),
        (#", "padding": "post", "value": -1"#, [[2, 20, 3, 30], [4, 40, -1, -1], [5, 50, 6, 60]]),
        (#", "truncating": "post", "value": 0.5"#, [[1, 10, 2, 20], [0.5, 0.5, 4, 40], [5, 50, 6, 60]]),
    ])
    func sequencesArePaddedAndCut(_ sequence: String, _ inputs: [[Float]]) throws {
        let data = try #require(try load(Self.section(sequence), csv: Self.csv, inputs: [[2, 2]], target: [1]).data)
        #expect(data.inputs(.training) == inputs)
        #expect(data.targets(.training) == [[0], [1], [1]])
        #expect(data.training.inputSizes == [2, 2])
    }

    /// The padding is exactly the value, and no part of mean and variance.
    @Test func normalisationLooksAtRealRows() throws {
        let data = try #require(
            try load(Self.section(columns: #"["a"]"#, #""normalize": "min-max", "split": {"test": 0.3}"#), csv: Self.csv).data)
        #expect(data.preprocessing.inputScalings == [Scaling(offset: 1, divisor: 3)])
        #expect(data.inputs(.training).map { $0.map { ($0 * 3).rounded() } } == [[1, 2], [0, 3]])
        #expect(data.inputs(.training)[1][0] == 0)
        #expect(data.inputs(.test).map { $0.map { ($0 * 3).rounded() } } == [[4, 5]])
    }

    @Test func partsHoldWholeSequences() throws {
        let csv = "k,a,b,y\n" + (0..<20).flatMap { key in (0...key % 3).map { "\(key),\(key),\($0),\(key % 2)\n" } }.joined()
        for order in ["chronological", "shuffled"] {
            let data = try #require(
                try load(Self.section(#", "padding": "post""#, #""split": {"validation": 0.25, "test": 0.25, "order": "\#(order)", "seed": 3}"#), csv: csv).data)
            let keys = DataPart.allCases.map { data.inputs($0).map { $0[0] } }
            #expect(keys.map(\.count) == [10, 5, 5])
            #expect(keys.flatMap { $0 }.sorted() == (0..<20).map(Float.init))
            #expect((keys[0] == (0..<10).map(Float.init)) == (order == "chronological"))
        }
    }

    @Test func aTestPartOfItsOwn() throws {
        let files = ["test-images.idx": Array("k,a,b,y\nx,7,70,1\nw,8,80,0\nw,9,90,0\n".utf8)]
        let section = csvSection(
            source: #", "test_file": "test-images.idx""#, columns: #"["a"]"#, target: #"{"columns": ["y"], "normalize": false}"#,
            #""sequence": {"by": "k", "length": 2}, "normalize": "standard""#)
        let data = try #require(try load(section, csv: Self.csv, files: files).data)
        #expect(data.training.count == 3 && data.test?.count == 2)
        #expect(data.targets(.test) == [[1], [0]])
        #expect(data.preprocessing.inputScalings[0].offset == 3.5)
        let deviation = (17.5 / 6).squareRoot()
        #expect(data.inputs(.test) == [[0, Float(3.5 / deviation)], [Float(4.5 / deviation), Float(5.5 / deviation)]])
        let windows = csvSection(source: #", "test_file": "test-images.idx""#, target: #"{"columns": ["b"]}"#, #""window": {"length": 2}"#)
        #expect(try load(windows, csv: Self.csv, files: files).data?.inputs(.test) == [[7, 8]])
        let wrong = ["test-images.idx": Array("k,a,b,y\nx,7,70,1\nx,7,70,0\n".utf8)]
        #expect(try load(section, csv: Self.csv, files: wrong).places == ["test-images.idx:3:1 data-sequence-value"])
        #expect(try load(section, csv: Self.csv).codes == ["file-missing"])
        let both = csvSection(source: #", "test_file": "t.csv""#, #""split": {"test": 0.1}"#)
        #expect(try load(both, csv: Self.csv).codes == ["data-split"])
    }

    /// What is derived from, or made up of, neighbouring rows stays inside a sequence.
    @Test func sequencesDoNotTouchEachOther() throws {
        let csv = "k,a,y\np,1,0\np,,0\np,3,0\nq,10,1\nq,,1\n"
        let section = csvSection(
            source: #", "missing": "interpolate""#, columns: #"["step", "a"]"#, target: #"{"columns": ["y"]}"#,
            #""derive": [{"name": "step", "type": "difference", "column": "a"}], "sequence": {"by": "k", "length": 2}"#)
        let data = try #require(try load(section, csv: csv).data)
        #expect(data.inputs(.training) == [[1, 2, 1, 3], [0, 0, 0, 10]])
        #expect(try load(section, csv: "k,a,y\np,1,0\nq,,1\nq,,1\n").places == ["data.csv:3:1 csv-missing"])
    }

    @Test func rowsThatAreLeftOut() throws {
        let section = csvSection(
            source: #", "missing": "drop""#, columns: #"["a"]"#, target: #"{"columns": ["y"]}"#, #""sequence": {"by": "k", "length": 3, "padding": "post"}"#)
        let data = try #require(try load(section, csv: "k,a,y\np,1,0\np,,0\np,3,0\nq,,1\nr,5,1\n").data)
        #expect(data.inputs(.training) == [[1, 3, 0], [5, 0, 0]])
        #expect(data.targets(.training) == [[0], [1]])
    }

    @Test(arguments: [
        ("k,a,b,y\nx,1,1,0\ny,1,1,0\nx,1,1,0\n", ["data.csv:4:1 data-sequence-apart"]),
        ("k,a,b,y\nx,1,1,0\nx,1,1,1\n", ["data.csv:3:1 data-sequence-value"]),
        ("k,a,b,y\n,1,1,0\n", ["data.csv:2:1 csv-missing"]),
        ("a,b,y\n1,1,0\n", ["model.json:1:121 data-column-unknown"]),
        ("k,a,b,y\n", ["model.json:1:1 data-too-few-rows"]),
    ])
    func mistakesInTheFile(_ csv: String, _ places: [String]) throws {
        #expect(try load(Self.section(), csv: csv).places == places)
    }

    @Test(arguments: [
        (Self.section("", #""window": {"length": 2}"#), "data-field-inapplicable"),
        (Self.section(#", "length": 0"#), "duplicate-key"),
        (Self.section(#", "padding": "left""#), "field-choice"),
        (Self.section(#", "value": 1e300"#), "field-range"),
        (csvSection(target: #"{"columns": ["y"], "offset": 1}"#, #""sequence": {"by": "k", "length": 2}"#), "data-target"),
        (#"{"source": {"type": "values", "inputs": [1], "targets": [1]}, "sequence": {"by": "k", "length": 2}}"#, "data-field-inapplicable"),
    ])
    func mistakesInTheSection(_ section: String, _ code: String) throws {
        do {
            #expect(try load(section, csv: Self.csv).codes == [code])
        } catch let failure as DiagnosticFailure {
            #expect(failure.diagnostics.map(\.code) == [code])
        }
    }

    @Test func shapesAreCompared() throws {
        func codes(_ sizes: [Int?]) throws -> [String] { try load(Self.section(), csv: Self.csv, inputs: [sizes]).places }
        #expect(try codes([2, 2]) == [])
        #expect(try codes([nil, 2]) == [])
        #expect(try codes([3, 2]) == ["model.json:1:114 data-input-shape"])
        #expect(try codes([2, 3]) == ["model.json:1:60 data-input-shape"])
        #expect(try codes([2, 2, 2]) == ["model.json:1:114 data-input-shape"])
    }

    /// A free time axis takes as many steps as the model is compiled for.
    @Test func theLongestSequenceIsCompared() throws {
        func outcome(_ length: Int) throws -> Outcome {
            let section = Self.section().replacing("\"length\": 2", with: "\"length\": \(length)")
            var diagnostics = Diagnostics()
            let root = try JSONDocument.parse(SourceText(path: "model.json", text: section)).root
            let read = DataSection(root, registry: standardRegistry, modelPath: "model.json", diagnostics: &diagnostics)
            read?.check(inputs: [ModelPort("x", Shape(data: [nil, 2], maximumSteps: 10))], targets: [], diagnostics: &diagnostics)
            return Outcome(section: read, diagnostics: diagnostics.all)
        }
        #expect(try outcome(10).places == [])
        for length in [11, 2_000_000_000] {
            let found = try outcome(length)
            #expect(found.places == ["model.json:1:136 data-input-shape"])
            #expect(found.diagnostics.map(\.message) == [
                "data: sequences of \(length) steps, but the model takes at most 10 time steps ([null, 2] with max_steps 10)"
            ])
        }
        let window = csvSection(columns: #"["a"]"#, #""window": {"length": 500}"#)
        #expect(try load(window, csv: WindowTests.rows(600), inputs: [[nil, 1]]).codes == ["data-input-shape"])
    }

    @Test func rawSequencesArePreparedAsInTraining() throws {
        let data = try #require(try load(Self.section(#", "padding": "post""#, #""normalize": "standard""#), csv: Self.csv).data)
        let text = data.preprocessing.json.serialized()
        let again = try Preprocessing(json: try JSONDocument.parse(SourceText(path: "p.json", text: text)).root)
        #expect(again == data.preprocessing)
        let raw = SourceText(path: "raw.csv", text: "b,a,k\n10,1,x\n20,2,x\n30,3,x\n40,4,y\n")
        let prepared = try again.prepare(csv: raw)
        #expect(prepared.examples.count == 2)
        for index in 0..<2 { #expect(prepared.examples.example(index).input == data.training.example(index).input) }
        #expect(again.inputs[0].paddedSteps == 2)
        #expect(again.inputs[0].padded([7, 8], columnCount: 2) == [7, 8, 0, 0])
        #expect(again.inputs[0].padded([1, 2, 3, 4, 5, 6], columnCount: 2) == [3, 4, 5, 6])
        #expect(prepared.forecast(0.5, 0) == 0.5 * data.preprocessing.targetScaling(0).divisor + data.preprocessing.targetScaling(0).offset)
    }
}
