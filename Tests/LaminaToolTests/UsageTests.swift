import Foundation
import Testing

@testable import LaminaTool

/// Exit codes, and what is said of wrong usage.
@Suite struct UsageTests {
    @Test(arguments: [
        (["train", "MODEL", "--output", ""], "--output must name a path"), (["train", "MODEL", "--weights", ""], "--weights must name a path"),
        (["validate", "MODEL", "--output", ""], "--output must name a path"), (["validate", "MODEL", "--stamp", ""], "--stamp must name a path"),
        (["report", ""], "must name a path"), (["report", "x", "--svg", ""], "--svg must name a path"), (["summary", "MODEL", "--graph", ""], "--graph must name a path"),
        (["schema", "--output", ""], "--output must name a path"), (["evaluate", "MODEL", "--weights", ""], "--weights must name a path"),
        (["train", "MODEL", "--epochs", "-1"], "--epochs must be at least 1, found -1"),
        (["train", "MODEL", "--batch-size", "-1"], "--batch-size must be from 1 to 65536, found -1"),
        (["train", "MODEL", "--seed", "-1"], "The value '-1' is invalid for '--seed <seed>'"),
        (["train", "MODEL", "--threads", "-2"], "--threads must be from 1 to 256, found -2"),
        (["summary", "MODEL", "--batch", "-3"], "--batch must be from 1 to 65536, found -3"),
        (["explain", "MODEL", "--fusion-steps", "-3"], "--fusion-steps must not be negative, found -3"),
        (["validate", "MODEL", "--max-arena-bytes", "-3"], "--max-arena-bytes must not be negative, found -3"),
        (["bench", "--budget", "-1"], "--budget must be above 0"), (["bench", "--budget", "inf"], "--budget must be above 0"),
        (["train", "MODEL", "--resume", "--weights", "w.safetensors"], "--resume goes on with the checkpoint's weights"),
        (["tune", "SEARCH", "--jobs", "0"], "--jobs must be from 1 to 256, found 0"),
        (["tune", "SEARCH", "--output", ""], "--output must name a path"),
        (["cross-validate", "MODEL", "--folds", "1"], "--folds must be from 2 to 1000, found 1"),
        (["cross-validate", "MODEL", "--epochs", "0"], "--epochs must be at least 1, found 0"),
        (["layers", "Dens"], "did you mean 'Dense'?"),
    ])
    func wrongValuesAreNamed(_ arguments: [String], _ message: String) throws {
        let model = Repository.path("models/xor.json")
        let run = try ToolRun(arguments.map { $0 == "MODEL" ? model : $0 })
        #expect(run.exit == .failure)
        #expect(run.output.isEmpty)
        #expect(run.error.contains(message))
        #expect(run.error.contains("Usage: lamina \(arguments[0])"), "the usage is the subcommand's")
    }

    @Test(arguments: [
        ["validate", "/nowhere/net.json"], ["summary", "/nowhere/net.json"], ["train", "/nowhere/net.json"], ["evaluate", "/nowhere/net.json"],
        ["predict", "/nowhere/net.json", "-"], ["tune", "/nowhere/search.json"],
        ["cross-validate", "/nowhere/net.json"], ["evaluate", "XOR", "--weights", "/nowhere/w.safetensors"], ["summary", "/"],
        ["train", "XOR", "--weights", "/nowhere/w.safetensors", "--output", "/tmp"], ["train", "XOR", "--output", "/proc/run"],
        ["schema", "--output", "/proc/x/schema.json"],
    ])
    func filesOfTheCommandLineThatAreNotThereAreUsage(_ arguments: [String]) throws {
        let xor = Repository.path("models/xor.json")
        let run = try ToolRun(arguments.map { $0 == "XOR" ? xor : $0 })
        #expect(run.exit == .failure)
        #expect((run.error + run.output).contains("/"))
    }

    /// The model names it: a finding in the model.
    @Test func aMissingDataFileIsAFinding() throws {
        try withTemporaryFolder { folder in
            let trained = try TrainedModel(in: folder, replacing: ("data.csv", "nothing.csv"), train: false)
            let run = try trained.train()
            #expect(run.exit == .findings)
            #expect(run.error.contains("nothing.csv: error: there is no such file"))
        }
    }

    @Test func aFolderWithoutModelsIsNamed() throws {
        try withTemporaryFolder { folder in
            let run = try ToolRun("validate", Repository.path("models"), folder.path)
            #expect(run.exit == .failure)
            #expect(run.error.contains("there is no model file in '\(folder.path)'"))
        }
    }

    @Test func withoutACommandHelpIsPrinted() throws {
        let run = try ToolRun([])
        #expect(run.exit == .success)
        #expect(run.output.contains("SUBCOMMANDS"))
    }

    /// Help is wrapped by the parser: a discussion breaks its lines at ends of paragraphs only.
    @Test(arguments: ["validate", "summary", "explain", "train", "tune", "cross-validate", "evaluate", "predict", "bench", "report", "schema", "layers"])
    func examplesStandOnLinesOfTheirOwn(command: String) throws {
        let help = try ToolRun(command, "--help").output
        let lines = help.split(separator: "\n").map(String.init)
        guard let start = lines.firstIndex(where: { $0.hasSuffix("EXAMPLES") }) else { return #expect(command == "bench") }
        let examples = lines[(start + 1)...].prefix { !$0.hasPrefix("USAGE") }
        #expect(!examples.isEmpty)
        #expect(examples.allSatisfy { $0.contains("lamina \(command)") })
    }

    @Test func messagesNameALimitThatIsPassed() throws {
        try withTemporaryFolder { folder in
            let run = try ToolRun("validate", try folder.write(smallModel(units: "3000000000"), to: "net.json"))
            #expect(run.output.contains("field 'units' must be a positive integer up to 2147483647, found 3000000000 [field-range]"))
            let nameless = smallModel().replacingOccurrences(of: #"{ "name": "out", "type": "Dense", "units": 1 }"#, with: #"{ "units": 1 }"#)
            #expect(try ToolRun("validate", try folder.write(nameless, to: "net.json")).output.contains("error: layer 1: field 'type' is missing"))
        }
    }
}
