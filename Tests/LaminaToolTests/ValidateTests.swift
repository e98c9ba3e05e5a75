import Foundation
import Testing

@testable import LaminaTool

@Suite struct ValidateTests {
    @Test func everyModelOfTheRepositoryIsRight() throws {
        let run = try ToolRun("validate", "--training", "--strict", Repository.path("models"))
        #expect(run.exit == .success)
        #expect(run.output.split(separator: "\n").contains { $0.hasPrefix("jena-rnn ") && $0.contains(" 513 ") })
        #expect(run.output.contains("266,610"))
        #expect(run.output.hasSuffix("\(try (Repository.models + Repository.zoo + Repository.parts).count) models, 0 errors, 0 warnings\n"))
        #expect(run.error.isEmpty)
    }

    @Test func aBrokenModelIsReportedWithItsLine() throws {
        try withTemporaryFolder { folder in
            let path = try folder.write(smallModel(units: "\"ten\""), to: "net.json")
            let run = try ToolRun("validate", path)
            #expect(run.exit == .findings)
            #expect(
                run.output == """
                    \(path):4:57: error: layer 'out' (Dense): field 'units' must be a positive integer, found "ten" [field-type]
                      "layers": [{ "name": "out", "type": "Dense", "units": "ten" }]
                                                                            ^~~~~
                    1 model, 1 error, 0 warnings

                    """)
        }
    }

    @Test func warningsCountAsErrorsOnlyWhenStrict() throws {
        let path = Repository.path("Tests/Corpus/models/layer-unused.json")
        #expect(try ToolRun("validate", path).exit == .success)
        #expect(try ToolRun("validate", path).output.hasSuffix("1 model, 0 errors, 1 warning\n"))
        #expect(try ToolRun("validate", "--strict", path).exit == .findings)
    }

    @Test(arguments: ["json", "sarif", "github"]) func machineFormatsPrintNothingElse(format: String) throws {
        let right = try ToolRun("validate", "--format", format, Repository.path("models/xor.json"))
        #expect(right.exit == .success)
        #expect(!right.output.contains("1 model"))
        let wrong = try ToolRun("validate", "--format", format, Repository.path("Tests/Corpus/models/cycle.json"))
        #expect(wrong.exit == .findings)
        #expect(wrong.output.contains("cycle"))
        if format != "github" { _ = try JSONSerialization.jsonObject(with: Data(wrong.output.utf8)) }
    }

    @Test func findingsGoToAFile() throws {
        try withTemporaryFolder { folder in
            let findings = folder.appendingPathComponent("reports/findings.json")
            let run = try ToolRun(
                "validate", "--format", "json", "--output", findings.path, Repository.path("Tests/Corpus/models/cycle.json"))
            #expect(run.exit == .findings)
            #expect(run.output == "1 model, 1 error, 0 warnings\n")
            #expect(try String(contentsOf: findings, encoding: .utf8).contains("\"code\": \"cycle\""))
        }
    }

    @Test func aStampIsWrittenForRightModelsOnly() throws {
        try withTemporaryFolder { folder in
            let stamp = folder.appendingPathComponent("stamp.swift")
            let wrong = try ToolRun("validate", "--stamp", stamp.path, Repository.path("Tests/Corpus/models/cycle.json"))
            #expect(wrong.exit == .findings)
            #expect(!FileManager.default.fileExists(atPath: stamp.path))
            let right = try ToolRun("validate", "--quiet", "--stamp", stamp.path, Repository.path("models/xor.json"))
            #expect(right.exit == .success)
            #expect(right.output.isEmpty)
            #expect(try String(contentsOf: stamp, encoding: .utf8).hasPrefix("//"))
        }
    }

    @Test func aPlanThatNeedsTooMuchMemoryIsRefused() throws {
        let run = try ToolRun("validate", "--max-arena-bytes", "1000", Repository.path("models/xor.json"))
        #expect(run.exit == .findings)
        #expect(run.output.contains("[arena-limit]"))
        #expect(run.output.contains("1000"))
    }

    @Test func trainingPlansAreCompiledOnWish() throws {
        let path = Repository.path("Tests/Corpus/models/nothing-to-train.json")
        #expect(try ToolRun("validate", path).exit == .success)
        #expect(try ToolRun("validate", "--training", path).exit == .findings)
    }

    /// It was named on the command line: wrong usage, but reported as findings are.
    @Test func aMissingFileIsReported() throws {
        let run = try ToolRun("validate", "/nowhere/net.json")
        #expect(run.exit == .failure)
        #expect(run.output.hasPrefix("/nowhere/net.json: error: there is no such file [file-missing]\n"))
    }

    @Test(arguments: [["validate", "--format", "xml"], ["validate", "--max-arena-bytes", "-1"], ["valdate"], ["summary"], ["layers", "Dens"]])
    func wrongUsageExitsWithTwo(arguments: [String]) throws {
        let run = try ToolRun(arguments)
        #expect(run.exit == .failure)
        #expect(run.output.isEmpty)
        #expect(!run.error.isEmpty)
    }

    @Test(arguments: ["--help", "--version"]) func helpIsNoFailure(argument: String) throws {
        let run = try ToolRun(argument)
        #expect(run.exit == .success)
        #expect(!run.output.isEmpty)
    }
}
