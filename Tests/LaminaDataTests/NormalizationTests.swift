import LaminaData
import Testing

@Suite struct NormalizationTests {
    static let csv = "a,b\n1,10\n2,20\n3,30\n6,60\n1000,7000\n"

    @Test func standardLooksAtTrainingRowsOnly() throws {
        let data = try #require(try load(csvSection(#""normalize": "standard", "split": {"test": 0.2}"#), csv: Self.csv).data)
        let deviation = (14.0 / 4).squareRoot()
        #expect(data.preprocessing.inputScalings == [Scaling(offset: 3, divisor: deviation)])
        #expect(data.preprocessing.target.scalings == [Scaling(offset: 30, divisor: 10 * deviation)])
        #expect(data.inputs(.training) == [-2, -1, 0, 3].map { [Float($0 / deviation)] })
        #expect(data.inputs(.test) == [[Float(997 / deviation)]])
        #expect(abs(data.preprocessing.targetInUnits(data.targets(.test)[0][0], column: 0) - 7000) < 1e-2)
        #expect(data.truth(on: .test, 0) == 7000)
    }

    @Test func minMax() throws {
        let data = try #require(try load(csvSection(#""normalize": "min-max", "split": {"test": 0.2}"#), csv: Self.csv).data)
        #expect(data.inputs(.training) == [[0], [0.2], [0.4], [1]])
        #expect(data.targets(.training) == [[0], [0.2], [0.4], [1]])
        #expect(data.preprocessing.targetInUnits(0.2, column: 0) == 20)
    }

    /// What the file holds now does not matter to weights that were trained before.
    @Test func storedScalingsAreTakenAsTheyAre() throws {
        let section = csvSection(#""normalize": "standard", "split": {"test": 0.2}"#)
        let trained = try #require(try load(section, csv: Self.csv).data)
        let folder = try TemporaryFolder()
        folder.write("a,b\n101,10\n102,20\n103,30\n106,60\n1100,7000\n", to: "data.csv")
        var diagnostics = Diagnostics()
        let path = "\(folder.path)/model.json"
        func read(_ json: String) throws -> DataSection {
            let root = try JSONDocument.parse(SourceText(path: path, text: json)).root
            return try #require(DataSection(root, registry: standardRegistry, modelPath: path, diagnostics: &diagnostics))
        }
        let data = try read(section).load(as: trained.preprocessing)
        let deviation = (14.0 / 4).squareRoot()
        #expect(data.preprocessing == trained.preprocessing)
        #expect(data.inputs(.training) == [98, 99, 100, 103].map { [Float($0 / deviation)] })
        #expect(data.targets(.training) == trained.targets(.training))
        let other = try read(csvSection(#""normalize": "min-max", "split": {"test": 0.2}"#))
        #expect(throws: DiagnosticFailure.self) { try other.load(as: trained.preprocessing) }
        #expect(other.disagreement(with: trained.preprocessing)?.location?.position.line == 1)
        #expect(try read(section).disagreement(with: trained.preprocessing) == nil)
    }

    @Test func aTargetMayStayAsItIs() throws {
        let data = try #require(
            try load(csvSection(target: #"{"columns": ["b"], "normalize": false}"#, #""normalize": "standard""#), csv: Self.csv).data)
        #expect(data.targets(.training).last == [7000])
    }

    @Test func aConstantColumnIsNotDividedByZero() throws {
        let data = try #require(try load(csvSection(#""normalize": "standard""#), csv: "a,b\n5,1\n5,2\n").data)
        #expect(data.preprocessing.inputScalings == [Scaling(offset: 5, divisor: 1e-7)])
        #expect(data.inputs(.training) == [[0], [0]])
    }

    @Test func changesAreNormalisedAsChanges() throws {
        let data = try #require(
            try load(
                csvSection(
                    target: #"{"columns": ["b"], "offset": 1, "change": true, "unit": "m"}"#,
                    #""window": {"length": 1}, "normalize": "min-max", "split": {"test": 0.5}"#),
                csv: "a,b\n0,0\n0,1\n0,5\n0,6\n0,100\n0,108\n0,110\n0,111\n"
            ).data)
        #expect(data.preprocessing.target.scalings == [Scaling(offset: 1, divisor: 3)])
        #expect(data.targets(.training) == [[0], [1], [0]])
        #expect(data.truth(on: .test, 0) == 108)
        #expect(data.forecast(1, on: .test, 0) == 104)
        #expect(data.persistenceError(on: .test) == (8 + 2 + 1) / 3.0)
    }

    @Test func shuffledWindowsAreNormalisedByTheRowsOfTraining() throws {
        let csv = "a,b\n" + (0..<40).map { "\($0 * $0),0\n" }.joined()
        let data = try #require(
            try load(csvSection(#""window": {"length": 2, "stride": 3}, "normalize": "standard", "split": {"test": 0.5, "order": "shuffled"}"#), csv: csv).data)
        let plain = try #require(
            try load(csvSection(#""window": {"length": 2, "stride": 3}, "split": {"test": 0.5, "order": "shuffled"}"#), csv: csv).data)
        let rows = plain.inputs(.training).flatMap { $0.map(Double.init) }
        #expect(data.preprocessing.inputScalings[0].offset == rows.reduce(0, +) / Double(rows.count))
    }

    @Test func preprocessingComesBackFromItsJSON() throws {
        let section = csvSection(
            columns: #"["a", "a_sin", "step"]"#, target: #"{"columns": ["b", "step"], "offset": 1, "change": true, "unit": "°C"}"#,
            #""derive": [{"name": "a_sin", "type": "sin", "column": "a", "period": 3.1}, {"name": "step", "type": "difference", "column": "b"}], "window": {"length": 2, "sampling_rate": 1}, "normalize": "standard""#)
        let data = try #require(try load(section, csv: "a,b\n0.1,0.3\n1.7,2\n-5e-7,9\n4,4\n0,12345678.9\n").data)
        for pretty in [true, false] {
            let text = data.preprocessing.json.serialized(pretty: pretty)
            let again = try Preprocessing(json: try JSONDocument.parse(SourceText(path: "p.json", text: text)).root)
            #expect(again == data.preprocessing)
            #expect(again.inputScalings == data.preprocessing.inputScalings)
            #expect(again.json.serialized(pretty: pretty) == text)
        }
    }

    @Test(arguments: [
        "3", "{}", #"{"format": "lamina/preprocessing-9", "scale": 1}"#,
        broken(inputs: #"{"scaling": {"offset": [1, 2], "divisor": [1]}}"#),
        broken(inputs: #"{"scaling": {"offset": [1], "divisor": [0]}}"#),
        broken(inputs: #"{"columns": ["a", "b"], "scaling": {"offset": [1], "divisor": [1]}}"#),
        broken(inputs: #"{"text": {"output_sequence_length": 2, "vocabulary": ["", "[UNK]"]}}"#),
        broken(inputs: #"{"columns": ["t"], "text": {"output_sequence_length": 2, "vocabulary": []}}"#),
        broken(inputs: ""), broken(inputs: "{}", targets: ""),
    ])
    func brokenPreprocessingIsRefused(_ text: String) throws {
        let node = try JSONDocument.parse(SourceText(path: "p.json", text: text)).root
        #expect(throws: DiagnosticFailure.self) { try Preprocessing(json: node) }
    }

    /// A preprocessing that is right but for its inputs or targets.
    static func broken(inputs: String, targets: String = #"{"offset": 0, "change": false}"#) -> String {
        #"{"format": "lamina/preprocessing-3", "scale": 1, "normalize": "standard", "inputs": [\#(inputs)], "targets": [\#(targets)]}"#
    }

    @Test func brokenIsRightButForItsInputs() throws {
        let node = try JSONDocument.parse(SourceText(path: "p.json", text: Self.broken(inputs: "{}"))).root
        _ = try Preprocessing(json: node)
    }

    @Test func rawDataArePreparedAsInTraining() throws {
        let section = csvSection(
            columns: #"["a", "step"]"#, target: #"{"columns": ["b"], "offset": 2, "change": true}"#,
            #""derive": [{"name": "step", "type": "difference", "column": "a"}], "window": {"length": 2}, "normalize": "standard""#)
        let csv = "a,b\n0,1\n1,2\n3,4\n8,8\n9,16\n11,32\n"
        let data = try #require(try load(section, csv: csv).data)
        let folder = try TemporaryFolder()
        folder.write(csv, to: "data.csv")
        let prepared = try data.preprocessing.prepare(csv: "\(folder.path)/data.csv")
        #expect(prepared.examples.count == 4)
        for index in 0..<data.training.count {
            #expect(prepared.examples.example(index).input == data.training.example(index).input)
            #expect(prepared.forecast(0.5, index) == data.forecast(0.5, on: .training, index))
        }
    }

    @Test func filesAreReadAsTheTrainingFileWas() throws {
        let source = #"{"type": "csv", "file": "data.csv", "delimiter": ";", "missing": "interpolate"}"#
        let section = #"{"source": \#(source), "columns": ["a"], "target": {"columns": ["a"], "offset": 1}, "window": {"length": 1}}"#
        let data = try #require(try load(section, csv: "a;b\n0;1\n;2\n4;4\n").data)
        let text = data.preprocessing.json.serialized()
        let again = try Preprocessing(json: try JSONDocument.parse(SourceText(path: "p.json", text: text)).root)
        let folder = try TemporaryFolder()
        folder.write("b;a\n;1\n;\n;5\n", to: "data.csv")
        let prepared = try again.prepare(csv: "\(folder.path)/data.csv")
        #expect((0..<prepared.examples.count).map { prepared.examples.example($0).input } == [[1], [3], [5]])
    }
}
