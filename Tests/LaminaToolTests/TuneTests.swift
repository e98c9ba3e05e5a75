import Foundation
import LaminaFiles
import LaminaKit
import Testing

@testable import LaminaTool

@Suite(.serialized) struct TuneTests {
    @Test func aGridIsTrainedAndRankedAndDoesNotDependOnJobs() throws {
        try withTemporaryFolder { folder in
            let setup = try TuneSetup(in: folder)
            let run = try setup.run()
            #expect(run.exit == .success && run.error.isEmpty, "\(run.error)")
            let table = try setup.table()
            #expect(table[0] == ["rank", "trial", "layers.hidden.units", "training.optimizer.learning_rate", "val_loss", "epochs", "parameters", "problem"])
            #expect(table.dropFirst().map { $0[0] } == ["1", "2", "3", "4", "5", "6"])
            let losses = table.dropFirst().compactMap { Double($0[4]) }
            #expect(losses.count == 6 && losses == losses.sorted() && Set(losses).count == 6)
            let combinations = table.dropFirst().sorted { $0[1] < $1[1] }.map { "\($0[2]) \($0[3])" }
            #expect(combinations == ["2 0.01", "2 0.1", "2 0.001", "6 0.01", "6 0.1", "6 0.001"])
            for row in table.dropFirst() { #expect(row[5] == "3" && row[6] == (row[2] == "2" ? "7" : "19")) }

            let again = try ToolRun("tune", setup.search, "--output", setup.output("one"), "--jobs", "1", "--json")
            #expect(again.exit == .success)
            #expect(try setup.table("one") == table)
            for trial in 1...6 {
                let files = ["out", "one"].map { "\(setup.folder(ofTrial: trial, in: $0))/weights.safetensors" }
                #expect(try setup.bytes(files[0]) == setup.bytes(files[1]))
            }
            #expect(again.output.contains("\"best\": {"))
            #expect(run.output.contains("Best: trial \(table[1][1]), val_loss "))
        }
    }

    /// A trial's folder stands on its own: model and weights are what `evaluate` takes, and training the model alone gives the same weights.
    @Test func aTrialsModelIsAModelLikeAnyOther() throws {
        try withTemporaryFolder { folder in
            let setup = try TuneSetup(in: folder, search: #""layers.hidden.units": [3]"#)
            #expect(try setup.run().exit == .success)
            let trial = setup.folder(ofTrial: 1)
            let evaluated = try ToolRun("evaluate", "\(trial)/model.json", "--weights", "\(trial)/weights.safetensors")
            #expect(evaluated.exit == .success && evaluated.error.isEmpty, "\(evaluated.error)")
            #expect(evaluated.output.contains("Mean absolute error"))
            #expect(try ToolRun("train", "\(trial)/model.json", "--output", setup.output("alone"), "--quiet").exit == .success)
            #expect(try setup.bytes("\(setup.output("alone"))/weights.safetensors") == setup.bytes("\(trial)/weights.safetensors"))
        }
    }

    @Test func whatHasAResultIsNotTrainedAgainAndWhatWasInterruptedGoesOn() throws {
        try withTemporaryFolder { folder in
            let setup = try TuneSetup(in: folder, epochs: 5)
            #expect(try setup.run("whole").exit == .success)
            #expect(try setup.run().exit == .success)

            // One trial as a kill after two epochs leaves it, one of which nothing is there, and one whose result was cut short.
            let killed = setup.folder(ofTrial: 2)
            for file in try FileManager.default.contentsOfDirectory(atPath: killed) where file != "model.json" {
                try FileManager.default.removeItem(atPath: "\(killed)/\(file)")
            }
            #expect(try ToolRun("train", "\(killed)/model.json", "--output", killed, "--epochs", "2", "--quiet").exit == .success)
            try FileManager.default.removeItem(atPath: "\(killed)/weights.safetensors")
            try FileManager.default.removeItem(atPath: setup.folder(ofTrial: 4))
            _ = try URL(fileURLWithPath: setup.folder(ofTrial: 6)).write("{", to: "result.json")
            let untouched = "\(setup.folder(ofTrial: 1))/train.json"
            try Data("mark".utf8).write(to: URL(fileURLWithPath: untouched))

            let run = try setup.run()
            #expect(run.exit == .success, "\(run.error)")
            #expect(run.output.hasPrefix("3 trials of 6 have their results already\n"))
            #expect(try setup.table() == setup.table("whole"))
            #expect(try setup.bytes("\(killed)/weights.safetensors") == setup.bytes("\(setup.folder(ofTrial: 2, in: "whole"))/weights.safetensors"))
            #expect(try setup.bytes(untouched) == Data("mark".utf8))
        }
    }

    /// Another number to rank by asks for no training.
    @Test func anotherMonitorRanksTheSameTrainings() throws {
        try withTemporaryFolder { folder in
            let setup = try TuneSetup(in: folder)
            #expect(try setup.run().exit == .success)
            let other = try TuneSetup(in: folder, rest: #", "monitor": "loss", "mode": "max""#)
            let run = try other.run()
            #expect(run.output.hasPrefix("6 trials of 6 have their results already\n\nrank"))
            let losses = try other.table().dropFirst().compactMap { Double($0[4]) }
            #expect(losses.count == 6 && losses == losses.sorted().reversed())
        }
    }

    @Test func equalTrialsAreRankedByTheirNumbers() throws {
        try withTemporaryFolder { folder in
            let setup = try TuneSetup(in: folder, search: #""fit.threads": [2, 1, 3]"#)
            #expect(try setup.run().exit == .success)
            let table = try setup.table()
            #expect(table.dropFirst().map { $0[1] } == ["1", "2", "3"])
            #expect(Set(table.dropFirst().map { $0[3] }).count == 1)
        }
    }

    @Test(arguments: ["", #", "callbacks": ["TerminateOnNaN"]"#])
    func aTrialThatRunsAwayIsListedWithItsReason(_ callbacks: String) throws {
        try withTemporaryFolder { folder in
            let setup = try TuneSetup(
                in: folder, search: #""training.optimizer": [{ "type": "SGD", "learning_rate": 1e30 }, "adam"]"#,
                change: (#""epochs": 3, "seed": 1"#, #""epochs": 3, "seed": 1\#(callbacks)"#))
            let run = try setup.run()
            #expect(run.exit == .success, "\(run.error)")
            #expect(run.output.contains("Best: trial 2"))
            let list = try #require(run.output.range(of: "\nFailed:\n  trial 1 (optimizer {"))
            #expect(run.output[list.upperBound...].contains("the loss "))
            #expect(try setup.run().output.hasPrefix("1 trial of 2 has its result already\n\nrank"), "a failure is a result: it is not tried again")
        }
    }

    @Test func aModelWithMistakesIsShownWithTheValuesThatMadeIt() throws {
        try withTemporaryFolder { folder in
            let setup = try TuneSetup(in: folder, search: #""layers.hidden.units": [4, "ten"], "fit.batch_size": [8, 16]"#)
            let run = try setup.run()
            #expect(run.exit == .findings)
            #expect(run.error.contains("trial-0003/model.json:"))
            #expect(run.error.contains("error: layer 'hidden' (Dense): field 'units' must be a positive integer, found \"ten\" [field-type]"))
            #expect(run.error.contains("note: trial 3: units ten, batch_size 8; and 1 other trial\n"))
            #expect(run.error.components(separatedBy: "error:").count == 2)
            #expect(try setup.table().map { $0[0] } == ["rank", "1", "2", "", ""])
        }
    }

    @Test func aSearchWithoutAnyResultSaysSo() throws {
        try withTemporaryFolder { folder in
            let setup = try TuneSetup(in: folder, search: #""data.source.file": ["nowhere.csv"]"#)
            let run = try setup.run()
            #expect(run.exit == .findings)
            #expect(run.error.contains("error: no trial has a result: trial 1: "))
            #expect(run.error.contains("there is no such file"))
        }
    }

    @Test func aFolderOfAnotherSearchIsLeftAlone() throws {
        try withTemporaryFolder { folder in
            let setup = try TuneSetup(in: folder)
            #expect(try setup.run().exit == .success)
            let before = try setup.bytes("\(setup.output())/results.csv")
            let run = try TuneSetup(in: folder, search: #""layers.hidden.units": [3, 6]"#).run()
            #expect(run.exit == .failure)
            #expect(run.error.contains("trial-0001/model.json: it is a trial of another search"))
            #expect(try setup.bytes("\(setup.output())/results.csv") == before)
        }
    }

    @Test func aToolThatCannotBeStartedIsNamed() throws {
        try withTemporaryFolder { folder in
            let setup = try TuneSetup(in: folder)
            var environment = ToolEnvironment(name: "lamina", registry: ToolEnvironment.current.registry, output: { _ in }, error: { _ in })
            environment.executable = "/nowhere/lamina"
            #expect(LaminaTool.run(["tune", setup.search, "--output", setup.output()], in: environment) == .failure)
        }
    }
}
