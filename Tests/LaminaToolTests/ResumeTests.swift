import Foundation
import LaminaFiles
import Testing

@testable import LaminaTool

@Suite struct ResumeTests {
    @Test func aTrainingWithoutACheckpointSaysThatItBegins() throws {
        try withTemporaryFolder { folder in
            let trained = try TrainedModel(in: folder, train: false)
            let run = try trained.train("--resume")
            #expect(run.exit == .success)
            #expect(run.error == "note: there is no \(trained.run)/checkpoint.safetensors to go on from: the training starts from its beginning\n")
        }
    }

    @Test func aFinishedTrainingIsLeftAsItIs() throws {
        try withTemporaryFolder { folder in
            let trained = try TrainedModel(in: folder)
            let files = try FileManager.default.contentsOfDirectory(atPath: trained.run).sorted()
            func dates() throws -> [Date] {
                try files.map { try #require(try FileManager.default.attributesOfItem(atPath: "\(trained.run)/\($0)")[.modificationDate] as? Date) }
            }
            let before = try dates()
            let run = try trained.train("--resume")
            #expect(run.exit == .success)
            #expect(run.error == "note: nothing was left to train\n")
            #expect(run.output.contains("Nothing was left to train: the checkpoint holds all 3 epochs"))
            #expect(try dates() == before)

            let more = try trained.train("--resume", "--epochs", "4")
            #expect(more.error == "")
            #expect(more.output.contains("Epoch 4/4"))
        }
    }

    /// As many examples, but another scaling: what the weights learnt means something else.
    @Test func otherDataDoNotGoOn() throws {
        try withTemporaryFolder { folder in
            let trained = try TrainedModel(in: folder)
            _ = try folder.write(TrainedModel.csv(shift: 5), to: "data.csv")
            let run = try trained.train("--resume", "--epochs", "5")
            #expect(run.exit == .findings)
            #expect(run.error.contains("the data have changed since"))
        }
    }

    /// A file that a kill left out is made.
    @Test func weightsThatWereNotWrittenYetAreWritten() throws {
        try withTemporaryFolder { folder in
            let trained = try TrainedModel(in: folder)
            let weights = try Data(contentsOf: URL(fileURLWithPath: trained.weights))
            try FileManager.default.removeItem(atPath: trained.weights)
            #expect(try trained.train("--resume").exit == .success)
            #expect(try Data(contentsOf: URL(fileURLWithPath: trained.weights)) == weights)
        }
    }

    @Test(arguments: [
        (#""loss": "mse""#, #""loss": "mae""#, #"it was made with loss '"mse"', this training has '"mae"'"#),
        (#""activation": "relu""#, #""activation": "tanh""#, #"it is another model's: the 'activation' of layer 'hidden' was "relu" and is "tanh""#),
        (#""units": 4"#, #""units": 5"#, "it is another model's: the 'units' of layer 'hidden' was 4 and is 5"),
        (#""name": "hidden""#, #""name": "first""#, "it is another model's: layer 'first' was not there"),
        (#""optimizer": "Adam""#, #""optimizer": { "type": "Adam", "beta_1": 0.8 }"#, "it was made with optimizer fields"),
    ])
    func anotherModelDoesNotGoOn(_ old: String, _ new: String, _ message: String) throws {
        try withTemporaryFolder { folder in
            let trained = try TrainedModel(in: folder)
            try trained.change(old, to: new)
            let run = try trained.train("--resume", "--epochs", "5")
            #expect(run.exit == .findings)
            #expect(run.error.contains("checkpoint.safetensors: cannot resume: \(message)"))
        }
    }

    /// What is in the folder stays a whole: another model's file beside these weights would be a lie.
    @Test func aRefusedResumeLeavesTheFolderAsItIs() throws {
        try withTemporaryFolder { folder in
            let trained = try TrainedModel(in: folder)
            let other = try folder.write(TrainedModel.text((#""units": 4"#, #""units": 5"#)), to: "other.json")
            func files() throws -> [Data] { try ["model.json", "run.json"].map { try Data(contentsOf: URL(fileURLWithPath: "\(trained.run)/\($0)")) } }
            let before = try files()
            #expect(try ToolRun("train", other, "--output", trained.run, "--resume", "--epochs", "5").exit == .findings)
            #expect(try files() == before)

            #expect(try ToolRun("train", other, "--output", trained.run).exit == .success)
            #expect(try String(contentsOfFile: "\(trained.run)/model.json", encoding: .utf8) == String(contentsOfFile: other, encoding: .utf8))
            #expect(try files()[1] != before[1], "it names the other file")
        }
    }

    @Test func oneTrainingAtATimeWritesIntoAFolder() throws {
        try withTemporaryFolder { folder in
            let trained = try TrainedModel(in: folder, train: false)
            let lock = try RunLock(folder: trained.run)
            let refused = try trained.train()
            #expect(refused.exit == .failure)
            #expect(refused.error.hasPrefix("error: \(trained.run): another training writes here now"))
            lock.release()
            #expect(try trained.train().exit == .success)
            #expect(try trained.train().exit == .success)
        }
    }
}
