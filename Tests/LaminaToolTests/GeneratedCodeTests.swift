import Foundation
import Lamina
import Testing

@testable import LaminaTool

@Suite struct GeneratedCodeTests {
    @Test(arguments: [
        ("models/weather-gru.json", "WeatherGRU"), ("lenet-5.json", "Lenet5"), ("vgg16.json", "VGG16"), ("jena_simple_rnn.json", "JenaSimpleRNN"),
        ("weatherForecast.json", "WeatherForecast"), ("5-layers.json", "Model5Layers"), ("fashion-mlp-bn.json", "FashionMLPBN"),
        ("a b+c.json", "ABC"), ("+.json", "Model"), ("xor", "XOR"), ("·a.json", "Model·a"), ("a\nb.json", "AB"),
    ]) func filesBecomeTypes(_ path: String, _ name: String) {
        #expect(SwiftName.type(ofFile: path) == name)
    }

    @Test(arguments: [
        ("window", "window"), ("hour_sin", "hourSin"), ("HourSin", "hourSin"), ("RNN", "rnn"), ("in", "in"), ("2nd", "port2nd"),
        ("rain (mm)", "rainMm"), ("self", "selfValue"), ("température", "température"), ("_", nil), ("+/", nil),
        ("·x", "port·x"), ("\u{301}x", "port\u{301}x"), ("precondition_failure", "preconditionFailure"),
    ]) func portsBecomeLabels(_ port: String, _ label: String?) {
        #expect(SwiftName.label(ofPort: port) == label)
    }

    @Test(arguments: [
        ("My_Model", true), ("_Hidden", true), ("Été", true), ("A·b", true), ("_", false), ("", false), ("1a", false), ("·a", false),
        ("\u{301}a", false), ("a b", false), ("a-b", false), ("Float", false), ("class", false),
    ]) func typesMayHaveTheNamesThatSwiftAllows(_ name: String, _ isRight: Bool) {
        #expect((SwiftName.mistake(inType: name) == nil) == isRight)
    }

    @Test func namesOfFilesStayInsideOfComments() throws {
        try withTemporaryFolder { folder in
            let model = try folder.write(smallModel(rest: #", "name": "m""#), to: "a\nlet b = 1 \r.json")
            let code = folder.appendingPathComponent("X.swift").path
            #expect(try ToolRun("compile", model, "--swift", code, "--type-name", "My_Model").exit == .success)
            let text = try String(contentsOfFile: code, encoding: .utf8)
            #expect(text.hasPrefix("// Made from a\\nlet b = 1 \\r.json by"))
            #expect(text.contains("public struct My_Model: Sendable {"))
            #expect(!text.contains("\r") && !text.contains("\nlet b"))
        }
    }

    @Test func codeIsTheSameEachTimeAndHoldsThePlan() throws {
        try withTemporaryFolder { folder in
            let model = try folder.write(smallModel(), to: "small-gru.json")
            let code = folder.appendingPathComponent("out/SmallGRU.swift").path
            #expect(try ToolRun("compile", model, "--swift", code).exit == .success)
            let first = try String(contentsOfFile: code, encoding: .utf8)
            #expect(first.contains("public struct SmallGRU: Sendable {"))
            #expect(first.contains("public static let parameterCount = 5\n"))
            #expect(first.contains("public func predict(x: InlineArray<4, Float>) -> Float {"))
            #expect(!first.contains("public init() throws"))
            #expect(!first.contains(folder.path))
            try FileManager.default.removeItem(atPath: code)
            #expect(try ToolRun("compile", model, "--swift", code, "--type-name", "SmallGRU").exit == .success)
            #expect(try String(contentsOfFile: code, encoding: .utf8) == first)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.appendingPathComponent("out").path) == ["SmallGRU.swift"])
        }
    }

    @Test func largePlansAreFilesThatTheCodeKnows() throws {
        try withTemporaryFolder { folder in
            let trained = try TrainedModel(in: folder)
            let code = folder.appendingPathComponent("Line.swift").path
            let plan = folder.appendingPathComponent("Line.plan").path
            try FileManager.default.copyItem(atPath: trained.weights, toPath: folder.appendingPathComponent("line.safetensors").path)
            #expect(try ToolRun("compile", trained.model, "--swift", code, "--embed-limit", "100").exit == .success)
            let text = try String(contentsOfFile: code, encoding: .utf8)
            let file = try PlanFile(mapping: plan)
            #expect(file.hasWeights)
            #expect(text.contains("planChecksum: UInt64 = 0x\(String(file.checksum, radix: 16))\n"))
            #expect(text.contains("public static let planFile = \"\(plan)\""))
            #expect(!text.contains("StaticString"))
            #expect(throws: PlanFileError(.otherFile(expected: 1, found: file.checksum), path: plan)) { try PlanFile(mapping: plan, expecting: 1) }
            _ = try PlanFile(mapping: plan, expecting: file.checksum)
        }
    }

    @Test func mistakesAreAtAPlaceInTheModelFile() throws {
        try withTemporaryFolder { folder in
            let code = folder.appendingPathComponent("X.swift").path
            func error(_ model: String, _ more: String...) throws -> String {
                let run = try ToolRun(["compile", model, "--swift", code] + more)
                #expect(run.exit == .findings)
                #expect(!FileManager.default.fileExists(atPath: code))
                return run.error
            }
            let wrong = try folder.write(smallModel(units: "0"), to: "wrong.json")
            #expect(try error(wrong).contains("\(wrong):4:57: error: layer 'out' (Dense): field 'units'"))

            let model = try folder.write(smallModel(), to: "a-b.json")
            let other = try folder.write(smallModel(), to: "a_b.json")
            #expect(try error(model, "--beside", model, other).contains("\(model):1:1: error: the Swift type 'AB' is that of '\(other)' too [swift-type]"))
            #expect(try ToolRun("compile", model, "--swift", code, "--beside", model, wrong).exit == .success)
            try FileManager.default.removeItem(atPath: code)

            let taken = try folder.write(smallModel(), to: "float.json")
            #expect(try error(taken).contains("\(taken):1:1: error: the file's name gives the Swift type 'Float': that name is taken [swift-type]"))

            let same = try folder.write(smallModel().replacingOccurrences(of: #""name": "x""#, with: #""name": "Out""#), to: "same.json")
            #expect(try error(same).contains("\(same):1:1: error: input 'Out' and output 'out' would have the same Swift label 'out' [swift-label]"))

            try Safetensors([Weights.Tensor(name: "out/kernel", sizes: [4, 1], values: [1, 2, 3, 4])]).write(to: folder.path + "/a-b.safetensors")
            #expect(try error(model).contains("a-b.safetensors' do not fit: the file has no tensor for parameter 'out/bias' of model 'a-b' [swift-weights]"))
            _ = try folder.write("no weights", to: "a-b.safetensors")
            #expect(try error(model).contains("\(model):1:1: error: the weights "))
        }
    }

    @Test func settingsAreFurtherOptions() throws {
        try withTemporaryFolder { folder in
            let code = folder.appendingPathComponent("X.swift").path
            let model = try folder.write(smallModel(), to: "a-b.json")
            let other = try folder.write(smallModel(), to: "a_b.json")
            func compile(_ text: String) throws -> ToolRun {
                let settings = try folder.write(text, to: "CompileModels.txt")
                return try ToolRun("compile", model, "--swift", code, "--settings", settings, "--beside", other)
            }
            #expect(try compile("# model\n\na-b.json  --batch 7\na_b.json --type-name Other\n").exit == .success)
            let text = try String(contentsOfFile: code, encoding: .utf8)
            #expect(text.contains("public struct AB: Sendable") && text.contains("batchCapacity = 7\n"))
            #expect(text.contains("x: Span<Float>, batch: Int = 1, out: inout MutableSpan<Float>"))
            #expect(try compile("a-b.json --type-name Other").exit == .success)
            #expect(try String(contentsOfFile: code, encoding: .utf8).contains("public struct Other: Sendable"))
            #expect(try compile("\n").error.contains("is that of '\(other)' too"))
            #expect(try compile("\n a-b.json --batch x").error.contains("CompileModels.txt:2:1: error: "))
            #expect(try compile("a_b.json --type-name=Other").exit == .success)
            #expect(try String(contentsOfFile: code, encoding: .utf8).contains("public struct AB: Sendable"))
            #expect(try compile("c.json --batch 2").error.contains("CompileModels.txt:1:1: error: there is no model file 'c.json' here [swift-settings]"))
        }
    }

    /// What names a file would be no input of a build, and be looked for in the tool's own folder.
    @Test(arguments: ["--weights x.safetensors", "-o x.plan", "--swift x.swift", "--purpose training", "--beside b.json", "--settings x", "more"])
    func settingsHaveAListOfOptions(_ options: String) throws {
        try withTemporaryFolder { folder in
            let code = folder.appendingPathComponent("X.swift").path
            let model = try folder.write(smallModel(), to: "a.json")
            let settings = try folder.write("# none\na.json --batch 2 \(options)\n", to: "CompileModels.txt")
            let run = try ToolRun("compile", model, "--swift", code, "--settings", settings)
            #expect(run.exit == .findings && !FileManager.default.fileExists(atPath: code))
            #expect(run.error.contains("CompileModels.txt:2:1: error: Un"))
            #expect(run.error.contains(options.split(separator: " ")[0]) && run.error.contains("a line can set --batch, "))
        }
    }

    @Test func theCommandLineIsBeforeTheSettings() throws {
        try withTemporaryFolder { folder in
            let code = folder.appendingPathComponent("X.swift").path
            let plan = folder.appendingPathComponent("chosen.plan").path
            let trained = try TrainedModel(in: folder)
            let settings = try folder.write(
                "line.json --batch 7 --no-weights --type-name Line2\nline.json --batch 5 --embed-limit 0", to: "CompileModels.txt")
            func compile(_ more: String...) throws -> String {
                #expect(try ToolRun(["compile", trained.model, "--swift", code, "--settings", settings] + more).exit == .success)
                return try String(contentsOfFile: code, encoding: .utf8)
            }
            let set = try compile()
            #expect(set.contains("struct Line2: ") && set.contains("batchCapacity = 5\n") && !set.contains("model with the weights"))
            #expect(set.contains("planFile = \"\(folder.appendingPathComponent("X.plan").path)\""))
            let given = try compile("--batch", "3", "--type-name", "Other", "--weights", trained.weights, "-o", plan)
            #expect(given.contains("struct Other: ") && given.contains("batchCapacity = 3\n") && given.contains("model with the weights"))
            #expect(try PlanFile(mapping: plan).hasWeights)
            #expect(try compile("--embed-limit", "1000000").contains("StaticString"))
        }
    }

    @Test func optionsThatExcludeEachOther() throws {
        try withTemporaryFolder { folder in
            let model = try folder.write(smallModel(), to: "small.json")
            #expect(try ToolRun("compile", model).error.contains("--output FILE or --swift FILE"))
            #expect(try ToolRun("compile", model, "-o", "x", "--type-name", "X").error.contains("belong to --swift"))
            #expect(try ToolRun("compile", model, "-o", "x", "--embed-limit", "1").error.contains("belong to --swift"))
            #expect(try ToolRun("compile", model, "-o", "x", "--settings", "x").error.contains("belong to --swift"))
            #expect(try ToolRun("compile", model, "--swift", "x", "--purpose", "training").error.contains("for plans of inference"))
        }
    }
}
