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
