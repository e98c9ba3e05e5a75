import Foundation
import LaminaSource
import Testing

@testable import LaminaTool

@Suite struct CrossValidateTests {
    private func numbers(_ run: ToolRun) throws -> JSONNode { try JSONDocument.parse(SourceText(path: "report", text: run.output)).root }

    @Test func eachFoldIsMeasuredOnceAndTheMeanIsTheirs() throws {
        try withTemporaryFolder { folder in
            let trained = try TrainedModel(in: folder, train: false)
            let command = ["cross-validate", trained.model, "--folds", "4", "--output", trained.run]
            let run = try ToolRun(command + ["--json"])
            #expect(run.exit == .success, "\(run.error)")
            let root = try numbers(run)
            // 40 rows, a quarter of them for the test, which stays out.
            #expect(root["held_back_examples"]?.value.elements.map(\.integer) == [8, 8, 7, 7])
            #expect(root["training_examples"]?.value.elements.map(\.integer) == [22, 22, 23, 23])
            let loss = try #require(root["numbers"]?.value["loss"]?.value)
            let values = loss["values"]!.value.elements.compactMap(\.double)
            let mean = values.reduce(0, +) / 4
            #expect(values.count == 4 && Set(values).count == 4)
            #expect(abs(loss["mean"]!.value.double! - mean) < 1e-12)
            let spread = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 3).squareRoot()
            #expect(abs(loss["standard_deviation"]!.value.double! - spread) < 1e-12)
            #expect(root["numbers"]?.value["mean_absolute_error"] != nil && root["unit"]?.value.string == "m")

            #expect(try ToolRun(command + ["--json"]).output == run.output)
            #expect(try ToolRun(command + ["--json", "--threads", "3"]).output == run.output)
            #expect(try ToolRun(command + ["--json", "--seed", "2"]).output != run.output)
            let text = try ToolRun(command)
            #expect(text.output.contains("Fold 4 of 4: trained on 23, measured on 7: loss: "))
            #expect(text.output.contains("\n±"))
            #expect(try FileManager.default.contentsOfDirectory(atPath: trained.run).sorted() == ["cross-validation.csv", "cross-validation.json"])
        }
    }

    /// Callbacks of one fold do not see the other's files.
    @Test func callbacksWriteIntoTheirFoldsFolder() throws {
        try withTemporaryFolder { folder in
            let callbacks = #""callbacks": [{ "type": "BackupAndRestore", "backup_dir": "backup", "delete_checkpoint": false }], "epochs": 3"#
            let trained = try TrainedModel(in: folder, replacing: (#""epochs": 3"#, callbacks), train: false)
            let plain = try ToolRun("cross-validate", trained.model, "--folds", "2", "--output", trained.run, "--quiet")
            #expect(plain.exit == .success, "\(plain.error)")
            for fold in 1...2 { #expect(FileManager.default.fileExists(atPath: "\(trained.run)/fold-\(fold)/backup/checkpoint.safetensors")) }
        }
    }

    @Test func moreFoldsThanExamplesAreAFinding() throws {
        try withTemporaryFolder { folder in
            let trained = try TrainedModel(in: folder, train: false)
            let run = try ToolRun("cross-validate", trained.model, "--folds", "31", "--output", trained.run)
            #expect(run.exit == .findings)
            #expect(run.error.contains("[data-too-few-rows]"))
        }
    }

    @Test func aModelWithoutDataIsAFinding() throws {
        let run = try ToolRun("cross-validate", Repository.path("models/jena-gru.json"))
        #expect(run.exit == .findings)
        #expect(run.error.contains("[data-missing]"))
    }
}
