import Foundation
import Testing

@testable import LaminaTool

@Suite struct TrainTests {
    private static func training(learningRate: String) -> String {
        smallModel(
            rest: """
                ,
                  "training": { "loss": "mse", "optimizer": { "type": "SGD", "learning_rate": \(learningRate) } },
                  "fit": { "epochs": 9, "callbacks": ["TerminateOnNaN"] },
                  "data": { "source": { "type": "values", "inputs": [[1, 2, 3, 4], [4, 3, 2, 1]], "targets": [[1], [-1]] } }
                """)
    }

    /// A training that ran away must not cost the weights of one that did not.
    @Test func weightsThatAreNotFiniteReplaceNothing() throws {
        try withTemporaryFolder { folder in
            let output = folder.appendingPathComponent("run").path
            let model = try folder.write(Self.training(learningRate: "1e30"), to: "net.json")
            let first = try ToolRun("train", model, "--output", output)
            #expect(first.exit == .findings)
            #expect(first.output.contains("Stopped after 1 epoch: the loss was"))
            #expect(first.error == "error: the weights are not finite: \(output)/weights.safetensors was not written\n")
            #expect(!FileManager.default.fileExists(atPath: "\(output)/weights.safetensors"))

            let right = try folder.write(Self.training(learningRate: "0.01"), to: "net.json")
            #expect(try ToolRun("train", right, "--output", output, "--quiet").exit == .success)
            let weights = try Data(contentsOf: URL(fileURLWithPath: "\(output)/weights.safetensors"))

            let again = try folder.write(Self.training(learningRate: "1e30"), to: "net.json")
            let run = try ToolRun("train", again, "--output", output, "--json")
            #expect(run.exit == .findings)
            #expect(run.output.contains("\(output)/weights.safetensors is still that of an earlier training"))
            #expect(try Data(contentsOf: URL(fileURLWithPath: "\(output)/weights.safetensors")) == weights)
        }
    }

    /// A confusion matrix follows the numbers, as text and in JSON.
    @Test func aClassifierIsEvaluatedByClass() throws {
        try withTemporaryFolder { folder in
            let text = smallModel(
                rest: """
                    ,
                      "training": { "loss": "mse", "optimizer": "sgd" },
                      "data": { "source": { "type": "values", "inputs": [[1, 2, 3, 4], [4, 3, 2, 1]], "targets": [[1], [0]] } }
                    """).replacingOccurrences(of: #""mse""#, with: #"{ "type": "BinaryCrossentropy", "from_logits": true }"#)
            let model = try folder.write(text, to: "net.json")
            let output = folder.appendingPathComponent("run").path
            #expect(try ToolRun("train", model, "--output", output, "--quiet").exit == .success)
            let weights = ["--weights", "\(output)/weights.safetensors"]
            let shown = try ToolRun(["evaluate", model] + weights)
            #expect(shown.output.contains("truth ╲ prediction  0  1  recall"))
            let json = try ToolRun(["evaluate", model, "--json"] + weights)
            #expect(json.output.contains(#""confusion_matrix""#) && json.output.contains(#""counts""#))
        }
    }

    @Test func aLearningRateIsLookedFor() throws {
        try withTemporaryFolder { folder in
            let model = try folder.write(Self.training(learningRate: "0.01"), to: "net.json")
            let output = folder.appendingPathComponent("run").path
            let run = try ToolRun("lr-find", model, "--output", output, "--from", "1e-5", "--to", "100", "--batches", "60")
            #expect(run.exit == .success)
            #expect(run.output.contains("Suggested learning rate: 0.0"))
            let table = try String(contentsOfFile: "\(output)/lr-find.csv", encoding: .utf8)
            #expect(table.hasPrefix("batch,learning_rate,loss,smoothed_loss\n0,1e-05,"))
            #expect(try String(contentsOfFile: "\(output)/lr-find.svg", encoding: .utf8).hasPrefix("<svg"))
            #expect(try ToolRun("lr-find", model, "--output", output, "--json").output.contains(#""suggestion""#))
            #expect(try ToolRun("lr-find", model, "--from", "2", "--to", "1").exit == .failure)
        }
    }
}
