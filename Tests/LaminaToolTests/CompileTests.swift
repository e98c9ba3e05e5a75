import Foundation
import Lamina
import Testing

@testable import LaminaTool

@Suite struct CompileTests {
    @Test func aTrainedModelBecomesOneFile() throws {
        try withTemporaryFolder { folder in
            let trained = try TrainedModel(in: folder)
            let plan = folder.appendingPathComponent("line.plan").path
            let run = try ToolRun("compile", trained.model, "--weights", trained.weights, "--batch", "4", "-o", plan)
            #expect(run.exit == .success && run.error.isEmpty)
            #expect(run.output.contains("inference with weights"))

            let file = try PlanFile(mapping: plan)
            #expect(file.plan.name == "line" && file.plan.batchCapacity == 4)
            #expect(file["lamina.model"] == "line")
            #expect(file["lamina.preprocessing"]?.contains("scale") == true || file["lamina.preprocessing"]?.contains("mean") == true)
            let digest = try digest(of: trained.model)
            #expect(SHA256.hexadecimal(file.sourceDigest) == digest)

            let model = try Model(trained.model)
            let weights = try model.readWeights(trained.weights).weights
            var expected = Session(try model.load(weights, batchCapacity: 4))
            var session = Session(try LoadedModel(file))
            for value: Float in [-2, -0.1, 0, 0.5, 3] {
                var (first, second) = ([Float](repeating: 0, count: 1), [Float](repeating: 0, count: 1))
                var firstSpan = first.mutableSpan
                try expected.predict([value].span, into: &firstSpan)
                var secondSpan = second.mutableSpan
                try session.predict([value].span, into: &secondSpan)
                #expect(first == second)
            }

            let before = try Data(contentsOf: URL(fileURLWithPath: plan))
            _ = try ToolRun("compile", trained.model, "--weights", trained.weights, "--batch", "4", "-o", plan)
            #expect(try Data(contentsOf: URL(fileURLWithPath: plan)) == before)

            let inspection = try ToolRun("inspect-plan", plan)
            #expect(inspection.exit == .success)
            for text in ["Plan 'line'", digest, "lamina.preprocessing", "dense", "in the file"] { #expect(inspection.output.contains(text)) }
        }
    }

    @Test func plansWithoutWeightsAndForTraining() throws {
        try withTemporaryFolder { folder in
            let trained = try TrainedModel(in: folder, train: false)
            let plan = folder.appendingPathComponent("line.plan").path
            let run = try ToolRun("compile", trained.model, "--no-weights", "--purpose", "training", "-o", plan)
            #expect(run.exit == .success)
            let file = try PlanFile(mapping: plan)
            #expect(file.plan.isTraining && !file.hasWeights && file.plan.batchCapacity == 32)
            #expect(try ToolRun("inspect-plan", plan).output.contains("for training"))

            let both = try ToolRun("compile", trained.model, "--no-weights", "--weights", "x", "-o", plan)
            #expect(both.exit == .failure && both.error.contains("exclude each other"))
            let missing = try ToolRun("compile", trained.model, "-o", plan)
            #expect(missing.exit == .failure && missing.error.contains("runs/line/weights.safetensors"))
        }
    }

    @Test func damagedPlansAreFindings() throws {
        try withTemporaryFolder { folder in
            let plan = try folder.write("no plan", to: "x.plan")
            let run = try ToolRun("inspect-plan", plan)
            #expect(run.exit == .findings && run.error.contains("\(plan): it is not a plan file"))
            let missing = try ToolRun("inspect-plan", plan + "x")
            #expect(missing.exit == .failure && missing.error.contains("No such file"))
        }
    }

    /// A reader of its own, written from Documentation/plan-file.md alone, sees what Swift has written.
    @Test(.enabled(if: hasPython, "python3 is not installed")) func theDocumentDescribesTheFile() throws {
        try withTemporaryFolder { folder in
            let models = [("models/xor.json", "inference"), ("models/weather-gru.json", "training"), ("models/lenet-5.json", "inference")]
            for (path, purpose) in models {
                let model = try Model(Repository.path(path))
                let weights = folder.appendingPathComponent("w.safetensors").path
                try Safetensors(model.initialWeights(seed: 4), metadata: [("lamina.model", model.name), ("note", "naïve")]).write(to: weights)
                let plan = folder.appendingPathComponent("x.plan").path
                let compile = try ToolRun("compile", Repository.path(path), "--weights", weights, "--purpose", purpose, "-o", plan)
                #expect(compile.exit == .success, "\(compile.error)")
                let inspection = try ToolRun("inspect-plan", plan, "--json")
                let (status, output) = try python(Repository.path("Tests/PlanFile/read_plan.py"), plan)
                #expect(status == 0)
                var seen = try #require(JSONSerialization.jsonObject(with: output) as? [String: Any])
                let expected = try #require(JSONSerialization.jsonObject(with: Data(inspection.output.utf8)) as? [String: Any])
                let values = try #require(seen.removeValue(forKey: "values") as? [String: [UInt32]])
                #expect(seen.keys.sorted() == expected.keys.sorted())
                for (key, value) in expected { #expect(seen[key] as? NSObject == value as? NSObject, "\(key)") }
                let file = try PlanFile(mapping: plan)
                let resident = try file.weights().tensors
                #expect(values.count == resident.count && !resident.isEmpty)
                for tensor in resident {
                    let isSame = values[tensor.name] == tensor.values.map(\.bitPattern)
                    #expect(isSame, "\(tensor.name)")
                }
            }
            let damaged = folder.appendingPathComponent("x.plan")
            var bytes = try Data(contentsOf: damaged)
            bytes[bytes.count / 2] ^= 1
            try bytes.write(to: damaged)
            #expect(try python(Repository.path("Tests/PlanFile/read_plan.py"), damaged.path).status == 1)
        }
    }

    private func digest(of path: String) throws -> String {
        SHA256.hexadecimal(SHA256.digest(of: try Data(contentsOf: URL(fileURLWithPath: path))))
    }

    private func python(_ arguments: String...) throws -> (status: Int32, output: Data) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3"] + arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = Pipe()
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, output)
    }
}

private let hasPython = ProcessInfo.processInfo.environment["PATH", default: ""].split(separator: ":").contains {
    FileManager.default.isExecutableFile(atPath: "\($0)/python3")
}
