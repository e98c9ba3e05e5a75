import LaminaData
import Testing

@Suite struct ExamplesTests {
    @Test func valuesInTheModelFile() throws {
        let outcome = try load(
            #"{"source": {"type": "values", "inputs": [[0,0],[0,1],[1,0],[1,1]], "targets": [[0],[1],[1],[0]]}}"#, inputs: [[2]], target: [1], classes: 2)
        #expect(outcome.places == [])
        #expect(outcome.data?.inputs(.training) == [[0, 0], [0, 1], [1, 0], [1, 1]])
        #expect(outcome.data?.targets(.training) == [[0], [1], [1], [0]])
        #expect(outcome.data?.preprocessing.inputScalings == [])
        #expect(outcome.data?.persistenceError(on: .training) == nil)
    }

    @Test func valuesOfAnyDepth() throws {
        let data = try #require(try load(#"{"source": {"type": "values", "inputs": [[[1,2],[3,4],[5,6]]], "targets": [7]}}"#).data)
        #expect(data.training.inputSizes == [3, 2])
        #expect(data.training.targetSizes == [1])
        #expect(data.inputs(.training) == [[1, 2, 3, 4, 5, 6]])
        let scalars = try #require(try load(#"{"source": {"type": "values", "inputs": [1, 2], "targets": [[1, 2], [3, 4]]}}"#).data)
        #expect(scalars.training.inputSizes == [1])
        #expect(scalars.training.targetSizes == [2])
    }

    @Test(arguments: [
        ("[[0,0],[0]]", "[0,0]", ["model.json:1:48 values-ragged"]),
        ("[[0,0],0]", "[0,0]", ["model.json:1:48 values-ragged"]),
        ("[[0],[[0]]]", "[0,0]", ["model.json:1:47 values-ragged"]),
        ("[[0],[true]]", "[0,\"x\"]", ["model.json:1:47 values-number", "model.json:1:69 values-number"]),
        ("[[0],[1e39]]", "[0,0]", ["model.json:1:47 values-number"]),
        ("[]", "[0]", ["model.json:1:41 values-empty"]),
        ("[[]]", "[0]", ["model.json:1:42 values-empty"]),
        ("[1]", "[0,1]", ["model.json:1:57 values-count"]),
        ("3", "[0]", ["model.json:1:41 field-type"]),
    ])
    func mistakesInValues(_ inputs: String, _ targets: String, _ places: [String]) throws {
        #expect(try load(#"{"source": {"type": "values", "inputs": \#(inputs), "targets": \#(targets)}}"#).places == places)
    }

    @Test func valuesAreNormalisedByTheLastAxis() throws {
        let data = try #require(
            try load(
                #"{"source": {"type": "values", "inputs": [[[0,10],[2,30]],[[4,20],[1,20]]], "targets": [5, 9]}, "normalize": "min-max"}"#
            ).data)
        #expect(data.inputs(.training) == [[0, 0, 0.5, 1], [1, 0.5, 0.25, 0.5]])
        #expect(data.targets(.training) == [[0], [1]])
        #expect(data.truth(on: .training, 1) == 9)
    }

    @Test func labelsOutOfRangeStandAtTheirPlace() throws {
        let section = #"{"source": {"type": "values", "inputs": [1,2,3], "targets": [0, 3, 0.5]}}"#
        #expect(try load(section, classes: 3).places == ["model.json:1:65 data-label-range", "model.json:1:68 data-label-range"])
        let named = #"{"source": {"type": "values", "inputs": [1,2], "targets": [0, 2]}, "target": {"classes": ["x", "y"]}}"#
        #expect(try load(named).places == ["model.json:1:63 data-label-range"])
        #expect(try load(csvSection(), csv: "a,b\n1,0\n2,5\n", classes: 3).places == ["data.csv:3:1 data-label-range"])
        #expect(try load(csvSection(#""normalize": "standard""#), csv: "a,b\n1,0\n2,1\n", classes: 3).codes == ["data-label-range"])
    }

    @Test func readyMadeExamplesAreTakenAsTheyAre() {
        let data = LoadedData(training: ArrayExamples(inputs: [1, 2, 3, 4], inputSizes: [2], targets: [5, 6], targetSizes: [1]))
        #expect(data.inputs(.training) == [[1, 2], [3, 4]])
        #expect(data.truth(on: .training, 1) == 6)
        #expect(data.forecast(2, on: .training, 1) == 2)
        #expect(data.preprocessing.targetInUnits(1.5, column: 0) == 1.5)
    }
}

@Suite struct ExampleWeightTests {
    /// The weight stands in the row of the target, and no row counts that lacks one.
    @Test func aColumnOfWeights() throws {
        let table = "a,b,w\n1,2,0.5\n3,4,1\n5,6,2\n7,8,3\n9,10,4\n"
        let rows = try #require(try load(csvSection(#""weight": "w", "split": {"validation": 0.4}"#), csv: table).data)
        #expect(rows.training.hasWeights && rows.validation?.hasWeights == true)
        #expect((0..<3).map(rows.training.weight) == [0.5, 1, 2])
        #expect((0..<2).map { rows.validation!.weight($0) } == [3, 4])
        let windows = try #require(try load(csvSection(#""weight": "w", "window": {"length": 2}"#), csv: table).data)
        #expect((0..<windows.training.count).map(windows.training.weight) == [2, 3, 4])
        #expect(try #require(try load(csvSection(), csv: table).data).training.hasWeights == false)
    }

    @Test func mistakesInWeights() throws {
        #expect(try load(csvSection(#""weight": "w""#), csv: "a,b,w\n1,2,1\n1,2,-1\n").places == ["data.csv:3:1 data-weight"])
        #expect(try load(csvSection(#""weight": "v""#), csv: "a,b,w\n1,2,1\n").codes == ["data-column-unknown"])
        #expect(try load(#"{"source": {"type": "values", "inputs": [1], "targets": [1]}, "weight": "w"}"#).codes == ["data-field-inapplicable"])
    }

    @Test func severalPortsAndSelections() {
        let examples = ArrayExamples(
            inputs: [.init([1, 2, 3], sizes: [1]), .init([1, 2, 3, 4, 5, 6], sizes: [2, 1])], targets: [.init([7, 8, 9], sizes: [1])],
            weights: [0, 1, 2])
        let ports = examples.ports(of: 1)
        #expect(ports.inputs == [[2], [3, 4]] && ports.targets == [[8]])
        #expect(examples.inputPorts == [[1], [2, 1]] && examples.weight(2) == 2)
    }
}
