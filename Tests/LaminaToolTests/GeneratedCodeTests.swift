import Foundation
import Lamina
import Testing

@testable import LaminaTool

@Suite struct GeneratedCodeTests {
    @Test(arguments: [
        ("models/weather-gru.json", "WeatherGRU"), ("lenet-5.json", "Lenet5"), ("vgg16.json", "VGG16"), ("jena_simple_rnn.json", "JenaSimpleRNN"),
        ("weatherForecast.json", "WeatherForecast"), ("5-layers.json", "Model5Layers"), ("fashion-mlp-bn.json", "FashionMLPBN"),
        ("a b+c.json", "ABC"), ("+.json", "Model"), ("xor", "XOR"),
    ]) func filesBecomeTypes(_ path: String, _ name: String) {
        #expect(SwiftName.type(ofFile: path) == name)
    }

    @Test(arguments: [
        ("window", "window"), ("hour_sin", "hourSin"), ("HourSin", "hourSin"), ("RNN", "rnn"), ("in", "in"), ("2nd", "port2nd"),
        ("rain (mm)", "rainMm"), ("self", "selfValue"), ("température", "température"), ("_", nil), ("+/", nil),
    ]) func portsBecomeLabels(_ port: String, _ label: String?) {
        #expect(SwiftName.label(ofPort: port) == label)
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
            #expect(try compile("c.json --batch 2").error.contains("CompileModels.txt:1:1: error: there is no model file 'c.json' here [swift-settings]"))
        }
    }

    @Test func optionsThatExcludeEachOther() throws {
        try withTemporaryFolder { folder in
            let model = try folder.write(smallModel(), to: "small.json")
            #expect(try ToolRun("compile", model).error.contains("--output FILE or --swift FILE"))
            #expect(try ToolRun("compile", model, "-o", "x", "--type-name", "X").error.contains("belong to --swift"))
            #expect(try ToolRun("compile", model, "--swift", "x", "--purpose", "training").error.contains("for plans of inference"))
        }
    }
}
