import Foundation
import LaminaCompiler
import LaminaKit
import LaminaPictures
import Testing

@testable import LaminaTool

@Suite struct ProfileTests {
    private static let limits = MachineLimits(
        threads: 1, peak: 100,
        levels: [.init(name: "L1", capacity: 1000, bandwidth: 100), .init(name: "L2", capacity: 10_000, bandwidth: 50), .init(name: "memory", capacity: .max, bandwidth: 10)])

    @Test func aLimitIsTheLargerOfArithmeticAndTransport() {
        #expect(Self.limits.bound(flops: 1_000_000, bytes: 100, footprint: 100).name == "FMA")
        #expect(Self.limits.bound(flops: 1_000_000, bytes: 100, footprint: 100).microseconds == 10)
        let nothing = Self.limits.bound(flops: 0, bytes: 0, footprint: 0)
        #expect(nothing.microseconds == 0)
    }

    @Test func whatACacheHasNoRoomForComesFromTheNext() {
        let inside = Self.limits.bound(flops: 0, bytes: 1000, footprint: 1000)
        #expect(inside.name == "L1" && abs(inside.microseconds - 0.01) < 1e-12)
        let beyond = Self.limits.bound(flops: 0, bytes: 5000, footprint: 5000)
        #expect(beyond.name == "L2" && abs(beyond.microseconds - (0.01 + 4000 / 50e3)) < 1e-12)
        let far = Self.limits.bound(flops: 0, bytes: 40_000, footprint: 20_000)
        #expect(far.name == "memory" && abs(far.microseconds - 2 * (0.01 + 9000 / 50e3 + 1)) < 1e-9)
    }

    @Test(arguments: PlanPurpose.allCases) func everyStepOfAModelIsShown(_ purpose: PlanPurpose) throws {
        let run = try ToolRun(
            "profile", Repository.path("models/xor.json"), "--purpose", purpose.rawValue, "--batch", "4", "--seconds", "0.01", "--json")
        #expect(run.exit == .success)
        let object = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
        let steps = try #require(object["steps"] as? [[String: Any]])
        let options = CompileOptions(purpose, batchCapacity: 4)
        let registry = ToolEnvironment.current.registry
        let graph = try #require(CheckedModel(path: Repository.path("models/xor.json"), registry: registry).graph)
        let compiled = try graph.compile(options, registry: registry)
        #expect(steps.reduce(0) { $0 + ($1["calls"] as? Int ?? 0) } == compiled.plan.steps.count)
        #expect(steps.reduce(0) { $0 + ($1["flops"] as? Int ?? 0) } == compiled.flops)
        #expect((object["limit_us"] as? Double ?? 0) > 0 && (object["run_us"] as? Double ?? 0) > 0)
    }

    /// Embeddings look up whole numbers, several inputs and outputs are bound, and all threads work.
    @Test(arguments: ["reviews-transformer", "siamese", "encoder-decoder", "next-word", "jena-stateful"])
    func modelsOfAllKindsAreProfiled(_ name: String) throws {
        let run = try ToolRun("profile", Repository.path("models/\(name).json"), "--seconds", "0.01", "--threads", "2", "--batch", "2")
        #expect(run.exit == .success, "\(run.error)")
        #expect(run.output.contains("plan for inference, batch 2, 2 threads"))
    }

    @Test func thePictureIsAFile() throws {
        try withTemporaryFolder { folder in
            let path = folder.appendingPathComponent("steps.svg").path
            let run = try ToolRun("profile", Repository.path("models/lenet-5.json"), "--seconds", "0.01", "--svg", path)
            #expect(run.exit == .success)
            let svg = try String(contentsOfFile: path, encoding: .utf8)
            #expect(svg.contains("lenet-5, inference, batch 1, 1 thread"))
        }
        for wrong in [["--seconds", "0"], ["--svg", ""]] {
            let run = try ToolRun(["profile", Repository.path("models/xor.json")] + wrong)
            #expect(run.exit == .failure)
        }
    }

    @Test func benchPrintsThePeersLines() throws {
        let run = try ToolRun("bench", "--json", "--workloads", "rnn513", "--kinds", "latency", "train", "--budget", "0.001")
        let lines = try run.output.split(separator: "\n").map { try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]) }
        let ours = lines.filter { $0["peer"] as? String == "lamina" }
        #expect(ours.map { "\($0["kind"] ?? "") \($0["batch"] ?? "")" } == ["latency 1", "train 32", "train 128"])
        for key in ["version", "threads", "workload", "mode", "median_us", "p99_us", "min_us", "samples_per_s", "n", "others", "limit_us", "limit_share"] {
            #expect(ours.allSatisfy { $0[key] != nil }, "\(key)")
        }
        #expect(lines.contains { $0["kind"] as? String == "limit" && $0["workload"] as? String == "fma_f32" })
    }

    @Test func aColdStartIsMeasuredInAProcessOfItsOwn() throws {
        let run = try ToolRun("bench", "--json", "--workloads", "rnn513", "--kinds", "cold")
        #expect(run.exit == .success, "\(run.error)")
        let line = try #require(run.output.split(separator: "\n").last)
        let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        #expect(object["kind"] as? String == "cold")
        #expect((object["cold_ms"] as? Double ?? 0) > 0 && (object["rss_mib"] as? Double ?? 0) > 1)
    }

    @Test func numbersAreShort() {
        #expect([999, 1000, 1_064_000, 999_600].map(\.short) == ["999", "1k", "1.06M", "1M"])
        #expect(0.123.percent == "12.3 %" && 1.1.percent == "110 %")
    }
}
