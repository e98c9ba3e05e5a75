import Foundation
import Testing

@testable import LaminaTool

/// Weights mean something with their own model and their own scaling only.
@Suite struct WeightsMeaningTests {
    /// Fitted anew, the scaling would hide that every input is a thousand larger.
    @Test func evaluateScalesAsTrainingDid() throws {
        try withTemporaryFolder { folder in
            let trained = try TrainedModel(in: folder)
            let before = try trained.evaluate("--json")
            #expect(before.exit == .success)
            _ = try folder.write(TrainedModel.csv(shift: 1000), to: "data.csv")
            let after = try trained.evaluate("--json")
            #expect(after.exit == .success)
            #expect(try loss(after) > 5 * loss(before))
        }
    }

    private func loss(_ run: ToolRun) throws -> Double {
        let object = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
        return try #require(object["loss"] as? Double)
    }

    @Test(arguments: [
        (#""normalize": "standard""#, #""normalize": "min-max""#, #"trained with "normalize": "standard", the section says "min-max""#),
        (#""columns": ["a"]"#, #""columns": ["b"]"#, #"trained with the columns ["a"], the section says ["b"]"#),
        (#"{ "columns": ["b"], "unit""#, #"{ "columns": ["a"], "unit""#, "trained with the target"),
        (#"{ "columns": ["b"], "unit""#, #"{ "columns": ["b"], "normalize": false, "unit""#, "trained with the target"),
    ])
    func anotherDataSectionIsRefused(_ old: String, _ new: String, _ message: String) throws {
        try withTemporaryFolder { folder in
            let trained = try TrainedModel(in: folder)
            try trained.change(old, to: new)
            for run in [try trained.evaluate(), try trained.predict("\(folder.path)/data.csv")] {
                #expect(run.exit == .findings)
                #expect(run.output.isEmpty)
                #expect(run.error.contains(message))
                #expect(run.error.contains("line.json:1"))
            }
        }
    }

    @Test(arguments: [nil, "{", "[]", "{}", #"{"format": "lamina/preprocessing-1"}"#])
    func weightsWithoutTheirPreprocessingAreRefused(_ metadata: String?) throws {
        try withTemporaryFolder { folder in
            let trained = try TrainedModel(in: folder)
            try trained.setMetadata("lamina.preprocessing", metadata)
            for run in [try trained.evaluate(), try trained.predict("\(folder.path)/data.csv")] {
                #expect(run.exit == .findings)
                #expect(run.output.isEmpty)
                #expect(run.error.contains("preprocessing"))
            }
        }
    }

    @Test(arguments: [
        (#""activation": "relu""#, #""activation": "tanh""#, #"the 'activation' of layer 'hidden' was "relu" and is "tanh""#),
        (#", "activation": "relu""#, "", #"the 'activation' of layer 'hidden' was "relu" and is the default"#),
        (#""name": "line""#, #""name": "curve""#, "the weights are those of model 'line', this is model 'curve'"),
    ])
    func anotherModelOfTheSameShapesIsNoticed(_ old: String, _ new: String, _ message: String) throws {
        try withTemporaryFolder { folder in
            let trained = try TrainedModel(in: folder)
            try trained.change(old, to: new)
            for run in [try trained.evaluate(), try trained.predict("\(folder.path)/data.csv")] {
                #expect(run.exit == .success)
                #expect(run.error.hasPrefix("\(trained.weights): warning: "))
                #expect(run.error.contains(message))
            }
        }
    }

    /// Spelling is not meaning.
    @Test(arguments: [
        (#""activation": "relu""#, #""activation": { "type": "relu" }"#), (#""units": 1 }"#, #""use_bias": true, "units": 1, "activation": null }"#),
        (#""epochs": 3"#, #""epochs": 4"#),
    ])
    func anotherSpellingIsNone(_ old: String, _ new: String) throws {
        try withTemporaryFolder { folder in
            let trained = try TrainedModel(in: folder)
            try trained.change(old, to: new)
            #expect(try trained.evaluate().error == "")
        }
    }

    @Test func aFileThatHoldsNoWeightsIsNamed() throws {
        try withTemporaryFolder { folder in
            let trained = try TrainedModel(in: folder)
            let text = try folder.write("these are no weights at all", to: "notes.txt")
            #expect(try ToolRun("evaluate", trained.model, "--weights", text).error.contains("it is not a safetensors file"))
            let checkpoint = try ToolRun("evaluate", trained.model, "--weights", "\(trained.run)/checkpoint.safetensors")
            #expect(checkpoint.exit == .findings)
            #expect(checkpoint.error.contains("it is a checkpoint"))
            #expect(!checkpoint.error.contains("has no parameter"))
        }
    }
}
