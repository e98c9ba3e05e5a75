import Foundation
import Testing

@testable import LaminaTool

/// A search as a process of its own that is ended in the middle.
@Suite(.serialized) struct TuneInterruptionTests {
    private static let epochs = 400

    private func start(_ setup: TuneSetup) throws -> ChildProcess {
        try ChildProcess(
            ToolRun.executable, ["tune", setup.search, "--output", setup.output(), "--jobs", "2"],
            output: setup.folder.appendingPathComponent("printed.txt").path, error: setup.folder.appendingPathComponent("errors.txt").path)
    }

    /// Waits until a trial is under way: its first checkpoint is there.
    private func waitForCheckpoint(_ setup: TuneSetup) throws {
        for _ in 0..<2000 {
            if FileManager.default.fileExists(atPath: "\(setup.folder(ofTrial: 1))/checkpoint.safetensors") { return }
            usleep(10_000)
        }
        Issue.record("no checkpoint after 20 seconds")
    }

    private func hasWriter(_ folder: String) -> Bool {
        guard let lock = try? RunLock(folder: folder) else { return true }
        lock.release()
        return false
    }

    private func setup(in folder: URL) throws -> TuneSetup {
        try TuneSetup(in: folder, search: #""layers.hidden.units": [2, 6]"#, epochs: Self.epochs)
    }

    @Test func anInterruptedSearchEndsItsTrialsAndGoesOnWithTheSameBits() throws {
        try withTemporaryFolder { folder in
            let setup = try setup(in: folder)
            let process = try start(setup)
            try waitForCheckpoint(setup)
            process.terminate()
            process.waitForEnd()
            #expect(process.poll() == .exit(ToolExit.terminated.rawValue))
            #expect(try setup.bytes(folder.appendingPathComponent("errors.txt").path) == Data("interrupted: 0 of 2 trials done; the same command goes on\n".utf8))
            for trial in 1...2 { #expect(!hasWriter(setup.folder(ofTrial: trial)), "no child works on") }
            #expect(!FileManager.default.fileExists(atPath: "\(setup.folder(ofTrial: 1))/result.json"))
            #expect(try setup.table().dropFirst().allSatisfy { $0[0].isEmpty })
            try expectSameAsUninterrupted(setup)
        }
    }

    /// Trials whose search was killed work on to their end: until then their folders are theirs.
    @Test func aKilledSearchGoesOnWithTheSameBits() throws {
        try withTemporaryFolder { folder in
            let setup = try setup(in: folder)
            let process = try start(setup)
            try waitForCheckpoint(setup)
            kill(process.identifier, SIGKILL)
            process.waitForEnd()
            let early = try setup.run()
            #expect(early.exit == .failure || early.exit == .success)
            if early.exit == .failure { #expect(early.error.contains("another training writes here now")) }
            for _ in 0..<3000 where (1...2).contains(where: { hasWriter(setup.folder(ofTrial: $0)) }) { usleep(10_000) }
            try expectSameAsUninterrupted(setup)
        }
    }

    private func expectSameAsUninterrupted(_ setup: TuneSetup) throws {
        let run = try setup.run()
        #expect(run.exit == .success, "\(run.error)")
        #expect(try setup.run("whole").exit == .success)
        #expect(try setup.table() == setup.table("whole"))
        for trial in 1...2 {
            let files = ["out", "whole"].map { "\(setup.folder(ofTrial: trial, in: $0))/weights.safetensors" }
            #expect(try setup.bytes(files[0]) == setup.bytes(files[1]))
        }
    }
}
