import LaminaData
import Testing

@Suite struct WindowTests {
    /// Rows 0, 1, 2 … in column `a`, ten times that in `b`.
    static func rows(_ count: Int) -> String {
        "a,b\n" + (0..<count).map { "\($0),\($0 * 10)\n" }.joined()
    }

    /// Keras's rule: windows start at 0, stride, 2·stride … below min(n − (L−1)·rate, number of targets), target i belonging to the window
    /// that starts at i; the targets begin (L−1)·rate + offset rows later than the data.
    @Test(arguments: [
        (20, 3, 1, 1, 1), (20, 3, 2, 1, 1), (20, 4, 1, 3, 2), (21, 4, 3, 2, 0), (7, 3, 1, 2, 2), (100, 24, 5, 2, 6), (13, 1, 1, 1, 3),
    ])
    func windowsAreKeras(_ count: Int, _ length: Int, _ stride: Int, _ rate: Int, _ offset: Int) throws {
        let data = try #require(
            try load(
                csvSection(
                    target: #"{"columns": ["b"], "offset": \#(offset)}"#,
                    #""window": {"length": \#(length), "stride": \#(stride), "sampling_rate": \#(rate)}"#), csv: Self.rows(count)
            ).data)
        let targetCount = count - (length - 1) * rate - offset
        let starts = Array(Swift.stride(from: 0, to: min(count - (length - 1) * rate, targetCount), by: stride))
        #expect(data.inputs(.training) == starts.map { start in (0..<length).map { Float(start + $0 * rate) } })
        #expect(data.targets(.training) == starts.map { [Float(10 * ($0 + (length - 1) * rate + offset))] })
        #expect(data.training.inputSizes == [length, 1])
        #expect(data.training.targetSizes == [1])
    }

    @Test func changesAreDifferencesToTheLastRow() throws {
        let data = try #require(
            try load(
                csvSection(target: #"{"columns": ["b"], "offset": 2, "change": true}"#, #""window": {"length": 2}"#),
                csv: "a,b\n0,1\n0,2\n0,4\n0,8\n0,16\n"
            ).data)
        #expect(data.targets(.training) == [[6], [12]])
        #expect(data.truth(on: .training, 1) == 16)
        #expect(data.forecast(5, on: .training, 1) == 9)
        #expect(data.persistenceError(on: .training) == 9)
        #expect(data.persistenceError(on: .test) == nil)
    }

    @Test func rowsWithoutAWindow() throws {
        let data = try #require(try load(csvSection(columns: #"["b", "a"]"#, target: #"{"columns": ["a", "b"]}"#), csv: Self.rows(3)).data)
        #expect(data.training.inputSizes == [2])
        #expect(data.inputs(.training) == [[0, 0], [10, 1], [20, 2]])
        #expect(data.targets(.training) == [[0, 0], [1, 10], [2, 20]])
        #expect(data.persistenceError(on: .training) == nil)
    }

    @Test func partsDoNotReachOverTheirBorders() throws {
        let data = try #require(
            try load(
                csvSection(
                    target: #"{"columns": ["b"], "offset": 2}"#,
                    #""window": {"length": 3}, "split": {"validation": 0.2, "test": 0.3}"#), csv: Self.rows(40)
            ).data)
        let borders: [DataPart: Range<Int>] = [.training: 0..<20, .validation: 20..<28, .test: 28..<40]
        for (part, rows) in borders {
            let inputs = data.inputs(part)
            #expect(inputs.first?.first == Float(rows.lowerBound))
            #expect(data.targets(part).last == [Float(10 * (rows.upperBound - 1))])
            #expect(inputs.count == rows.count - 4)
        }
    }

    @Test func validationAloneIsKerasValidationSplit() throws {
        for (count, share) in [(10, 0.3), (10, 0.8), (100, 0.1), (7, 0.5), (1797, 0.15)] {
            let data = try #require(try load(csvSection("\"split\": {\"validation\": \(share)}"), csv: Self.rows(count)).data)
            #expect(data.training.count == Int((Double(count) * (1 - share)).rounded(.down)))
            #expect(data.training.count + (data.validation?.count ?? 0) == count)
        }
    }

    @Test func shufflingDealsEachRowOnceAndDependsOnTheSeed() throws {
        func rows(_ seed: Int) throws -> [[[Float]]] {
            let data = try #require(
                try load(csvSection(#""split": {"validation": 0.25, "test": 0.25, "order": "shuffled", "seed": \#(seed)}"#), csv: Self.rows(40)).data)
            return DataPart.allCases.map(data.inputs)
        }
        let first = try rows(1)
        #expect(first.flatMap { $0 }.map { $0[0] }.sorted() == (0..<40).map(Float.init))
        #expect(first.map(\.count) == [20, 10, 10])
        #expect(try rows(1) == first)
        #expect(try rows(2) != first)
        #expect(first[2] != (30..<40).map { [Float($0)] })
    }

    @Test func shuffledWindowsThatOverlapAreWarnedOf() throws {
        func codes(_ stride: Int) throws -> [String] {
            try load(
                csvSection(#""window": {"length": 3, "stride": \#(stride)}, "split": {"test": 0.25, "order": "shuffled"}"#), csv: Self.rows(60)
            ).codes
        }
        #expect(try codes(1) == ["data-split-overlap"])
        #expect(try codes(3) == [])
    }

    @Test func windowsDoNotReachOverDroppedRows() throws {
        let outcome = try load(
            csvSection(source: #", "missing": "drop""#, #""window": {"length": 2}"#), csv: "a,b\n0,0\n1,1\n2,2\n,3\n4,4\n5,5\n6,6\n7,7\n")
        #expect(outcome.data?.inputs(.training) == [[0, 1], [4, 5], [5, 6]])
        #expect(outcome.data?.targets(.training) == [[2], [6], [7]])
    }

    @Test func tooFewRowsSaysHowManyAreNeeded() throws {
        let section = csvSection(target: #"{"columns": ["b"], "offset": 6}"#, #""window": {"length": 24}, "split": {"test": 0.25}"#)
        let outcome = try load(section, csv: Self.rows(100))
        #expect(outcome.codes == ["data-too-few-rows"])
        #expect(outcome.diagnostics.first?.message == "data: the split leaves 25 of 100 rows to the test part: one example needs 30 rows (from the first row of its window to its target)")
        #expect(try load(section, csv: Self.rows(120)).data?.test?.count == 1)
        #expect(try load(csvSection(), csv: "a,b\n").codes == ["data-too-few-rows"])
        let absurd = csvSection(#""window": {"length": 2147483647, "sampling_rate": 2147483647}"#)
        #expect(try load(absurd, csv: Self.rows(100)).codes == ["data-too-few-rows"])
    }
}
