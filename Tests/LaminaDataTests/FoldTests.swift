import LaminaData
import Testing

/// The parts of cross-validation.
@Suite struct FoldTests {
    private func load(_ json: String, csv: String, fold: Fold) throws -> LoadedData {
        let folder = try TemporaryFolder()
        folder.write(csv, to: "data.csv")
        var diagnostics = Diagnostics()
        let path = "\(folder.path)/model.json"
        let root = try JSONDocument.parse(SourceText(path: path, text: json)).root
        return try #require(DataSection(root, registry: standardRegistry, modelPath: path, diagnostics: &diagnostics)).load(fold: fold)
    }

    @Test(arguments: [(10, 3), (9, 3), (2, 2), (100, 7), (3, 5)]) func rangesCoverAll(_ total: Int, _ count: Int) {
        let ranges = Fold.all(of: count).map { $0.range(in: total) }
        #expect(ranges.flatMap { Array($0) } == Array(0..<total))
        #expect(ranges.map(\.count).max()! - ranges.map(\.count).min()! <= 1)
    }

    /// Each example is in one fold's validation part, never in its training part, and the test part in none.
    @Test(arguments: ["chronological", "shuffled"]) func eachExampleIsHeldBackOnce(_ order: String) throws {
        let section = csvSection(#""split": {"validation": 0.3, "test": 0.25, "order": "\#(order)", "seed": 4}"#)
        let folds = try Fold.all(of: 4).map { try load(section, csv: WindowTests.rows(40), fold: $0) }
        let test = folds[0].inputs(.test)
        #expect(test.count == 10)
        for data in folds {
            #expect(data.inputs(.test) == test)
            let (training, validation) = (data.inputs(.training), data.inputs(.validation))
            #expect(training.count + validation.count == 30 && (7...8).contains(validation.count))
            #expect(Set(training + validation + test).count == 40)
        }
        let heldBack = folds.flatMap { $0.inputs(.validation) }
        #expect(heldBack.count == 30 && Set(heldBack).count == 30)
        #expect((heldBack == (0..<30).map { [Float($0)] }) == (order == "chronological"))
    }

    /// No window reaches from training into the fold, and the fold is no part of what normalises it.
    @Test func windowsKeepOutOfTheFold() throws {
        let section = csvSection(target: #"{"columns": ["b"], "offset": 1}"#, #""window": {"length": 3}, "normalize": "min-max""#)
        let data = try load(section, csv: WindowTests.rows(30), fold: Fold(1, of: 3))
        #expect(data.training.count == 2 * 7 && data.validation?.count == 7)
        let scaling = data.preprocessing.inputScalings[0]
        func firsts(_ part: DataPart) -> [Double] { data.inputs(part).map { scaling.unscaled(Double($0[0])).rounded() } }
        #expect(firsts(.training) == (0..<7).map(Double.init) + (20..<27).map(Double.init))
        #expect(firsts(.validation) == (10..<17).map(Double.init))
        let last = try load(section, csv: WindowTests.rows(30), fold: Fold(2, of: 3))
        #expect(last.preprocessing.inputScalings == [Scaling(offset: 0, divisor: 19)])
    }

    @Test(arguments: ["chronological", "shuffled"]) func sequencesStayTogether(_ order: String) throws {
        let csv = "k,a,b,y\n" + (0..<9).flatMap { key in (0...key % 3).map { _ in "\(key),\(key),0,0\n" } }.joined()
        let section = SequenceTests.section("", columns: #"["a"]"#, #""split": {"order": "\#(order)"}"#)
        let folds = try Fold.all(of: 3).map { try load(section, csv: csv, fold: $0) }
        for data in folds {
            #expect(data.training.count == 6 && data.validation?.count == 3 && data.test == nil)
            let keys = [DataPart.training, .validation].map { Set(data.inputs($0).map { $0[1] }) }
            #expect(keys[0].isDisjoint(with: keys[1]) && keys[0].union(keys[1]).count == 9)
        }
    }

    @Test func wholeExamples() throws {
        let section = #"{"source": {"type": "values", "inputs": [0,1,2,3,4], "targets": [0,1,2,3,4]}}"#
        let data = try load(section, csv: "", fold: Fold(0, of: 2))
        #expect(data.inputs(.validation) == [[0], [1], [2]] && data.inputs(.training) == [[3], [4]])
        #expect(throws: DiagnosticFailure.self) { try load(section, csv: "", fold: Fold(5, of: 6)) }
    }
}
