import Foundation
import Lamina
import LaminaFiles
import Testing

@testable import LaminaTool

@Suite struct PredictTests {
    @Test func csvIsReadWhateverTheFileIsCalled() throws {
        try withTemporaryFolder { folder in
            let trained = try TrainedModel(in: folder)
            let lower = try trained.predict(try folder.write("a\n1\n2\n", to: "in.csv"))
            #expect(lower.exit == .success)
            #expect(lower.output.split(separator: "\n").count == 2)
            #expect(lower.output.hasSuffix(" m\n"))
            for name in ["in.CSV", "in.txt", "in"] {
                #expect(try trained.predict(try folder.write("a\n1\n2\n", to: name)).output == lower.output)
            }
            let json = try trained.predict(try folder.write("[[1], [2]]", to: "in.txt"))
            #expect(json.output == lower.output)
            let forced = try trained.predict(try folder.write("a\n1\n2\n", to: "in.json"), "--format", "csv")
            #expect(forced.output == lower.output)
        }
    }

    @Test(arguments: [("[[1], [1e39]]", "1e39 is too large for a 32-bit float"), ("[[-1e300]]", "-1e300 is too large for a 32-bit float")])
    func numbersThatNoFloatHoldsAreRefused(_ text: String, _ message: String) throws {
        try withTemporaryFolder { folder in
            let run = try TrainedModel(in: folder).predict(try folder.write(text, to: "in.json"))
            #expect(run.exit == .findings)
            #expect(run.output.isEmpty)
            #expect(run.error.contains(message))
            #expect(run.error.contains("in.json:1:"))
        }
    }

    @Test func resultsThatAreNotFiniteAreErrors() throws {
        try withTemporaryFolder { folder in
            let trained = try TrainedModel(in: folder)
            var file = try Safetensors(contentsOf: trained.weights)
            for index in file.tensors.indices {
                file.tensors[index].values = file.tensors[index].values.map { _ in .greatestFiniteMagnitude }
            }
            try file.write(to: trained.weights)
            let prediction = try trained.predict(try folder.write("[[100], [200]]", to: "in.json"))
            #expect(prediction.exit == .findings)
            #expect(prediction.output.isEmpty)
            #expect(prediction.error.contains("prediction 1 of 2 is not finite"))
            let evaluation = try trained.evaluate()
            #expect(evaluation.exit == .findings)
            #expect(evaluation.error == "error: 'loss' is not a finite number: weights or data are out of all bounds\n")
        }
    }

    /// What a weights file says of sequences takes no memory that the model has no room for.
    @Test func sequencesAreNoLongerThanTheModelTakes() throws {
        func examples(of steps: Int, bound: Int) throws -> JSONExamples {
            let sequence = #""sequence": {"by": "k", "length": \#(steps), "padding": "pre", "truncating": "pre", "value": 0}"#
            let text = Preprocessing.identity.json.serialized().replacingOccurrences(of: #""sequence": null"#, with: sequence)
            let preprocessing = try Preprocessing(json: JSONDocument.parse(SourceText(path: "p.json", text: text)).root)
            #expect(preprocessing.inputs[0].paddedSteps == steps)
            let time = Dimension.symbol(Symbol(index: 2, name: "time", bound: bound))
            return try JSONExamples(
                JSONDocument.parse(SourceText(path: "in.json", text: "[[[1], [2]]]")).root, shape: [time, 1], preprocessing: preprocessing)
        }
        #expect(try examples(of: 3, bound: 3).inputSizes == [3, 1])
        #expect { try examples(of: 2_147_483_647, bound: 3) } throws: { error in
            (error as? DiagnosticFailure)?.diagnostics.map(\.code) == ["predict-input"]
        }
    }

    @Test func classesArePrintedByName() {
        #expect(PredictCommand.label([0.1, 0.8486, 0.05], ["dog", "cat", "cow"]) == "cat 0.8486")
        #expect(PredictCommand.label([0.2], ["no", "yes"]) == "no 0.8000")
        #expect(PredictCommand.label([0.75], ["no", "yes"]) == "yes 0.7500")
        #expect(PredictCommand.label([3.5], ["no", "yes"]) == nil)
        #expect(PredictCommand.label([0.5, 0.5], []) == nil)
        #expect(PredictCommand.label([0.5, 0.5], ["a", "b", "c"]) == nil)
    }

    @Test func aModelOfSeveralOutputsIsRefusedByName() throws {
        let text = """
            { "format": "lamina/1", "inputs": [{ "name": "x", "shape": [1] }], "outputs": ["a", "b"],
              "layers": [{ "name": "a", "type": "Dense", "units": 1 }, { "name": "b", "type": "Dense", "units": 1, "inputs": ["x"] }] }
            """
        let model = try Model(SourceText(path: "two.json", text: text))
        try withTemporaryFolder { folder in
            let input = try PredictionInput(try folder.write("[[1]]", to: "x.json"), format: nil)
            let failure = try #require(throws: DiagnosticFailure.self) { try input.predictions(of: model, model.initialWeights(), .identity) }
            #expect(failure.diagnostics.map(\.code) == ["predict-ports"])
            #expect(failure.diagnostics[0].message.contains("the model has 1 input and 2 outputs"))
        }
    }

    @Test func aDelimiterThatIsNotTheModelsIsSuspected() throws {
        try withTemporaryFolder { folder in
            let trained = try TrainedModel(in: folder)
            _ = try folder.write(TrainedModel.csv(separator: ";"), to: "data.csv")
            let run = try trained.evaluate()
            #expect(run.exit == .findings)
            #expect(run.error.contains(#"the file's only column is 'a;b': say "delimiter": ";" in the data source"#))
            _ = try folder.write("x,y\n1,2\n", to: "data.csv")
            #expect(try trained.evaluate().error.contains("the file's columns are x, y"))
        }
    }

    @Test(arguments: [
        (1, #""test": 0.25, "order": "shuffled""#, #""test": 0.25"#, "the split leaves 0 of 1 row to the training part"),
        (1, #""test": 0.25"#, #""test": 0.25"#, "the split leaves no example to the training part: 1 row give 1"),
    ])
    func tooFewRowsNameTheSplit(_ rows: Int, _ old: String, _ new: String, _ message: String) throws {
        try withTemporaryFolder { folder in
            let run = try TrainedModel(in: folder, csv: TrainedModel.csv(rows: rows), replacing: (old, new), train: false).train()
            #expect(run.exit == .findings)
            #expect(run.error.contains(message))
            #expect(run.error.contains("line.json:15:"))
        }
    }
}
