import Foundation
import LaminaCompiler
import LaminaKit
import Testing

@testable import LaminaTool

@Suite struct BenchTests {
    private static func graph(_ path: String) throws -> TypedGraph {
        try #require(CheckedModel(path: path, registry: ToolEnvironment.current.registry).graph)
    }

    /// No shipped model's plan needs a tenth more than what is alive at its fullest step.
    @Test func plansAreNearTheLeastMemory() throws {
        var report = MemoryReport()
        for model in try Repository.models { try report.add(Self.graph(model), registry: ToolEnvironment.current.registry) }
        for model in try Repository.zoo { try report.add(Self.graph(model), registry: ToolEnvironment.current.registry, batches: [1]) }
        #expect(report.rows.count > 100)
        for row in report.rows { #expect(row.ratio >= 1 && row.ratio <= 1.1, "\(row.model), \(row.purpose), batch \(row.batch)") }
    }

    @Test func memoryIsATable() throws {
        let run = try ToolRun("bench", "--memory", Repository.path("models/xor.json"), Repository.path("models/zoo/alexnet.json"))
        #expect(run.exit == .success, "\(run.error)")
        #expect(run.output.contains("alexnet") && run.output.contains("Largest ratio: 1.0"))
        let lines = try ToolRun("bench", "--memory", "--json", Repository.path("models/xor.json")).output.split(separator: "\n")
        #expect(lines.count == 4)
        for line in lines {
            let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
            #expect(object?["kind"] as? String == "memory")
        }
    }

    @Test func exportedWorkloadsAreModelsWithWeights() throws {
        try withTemporaryFolder { folder in
            let run = try ToolRun("bench", "--export", folder.path, "--workloads", "rnn513", "lenet")
            #expect(run.exit == .success, "\(run.error)")
            for (name, count) in [("rnn513", "513"), ("lenet", "61,706")] {
                let path = "\(folder.path)/\(name)"
                #expect(try ToolRun("validate", "\(path).json").output.contains(count))
                let plan = try ToolRun("compile", "\(path).json", "--weights", "\(path).safetensors", "--output", "\(path).plan")
                #expect(plan.exit == .success, "\(plan.error)")
            }
        }
    }

    @Test func compileTimesAreMeasured() throws {
        var report = CompileReport()
        try report.add(CompileReport.chain(10), registry: ToolEnvironment.current.registry)
        #expect(report.rows[0].layers == 10 && report.rows[0].inference > 0 && (report.rows[0].training ?? 0) > 0)
        #expect(report.text.contains("chain-10"))
    }

    @Test func curvesAreFiles() throws {
        try withTemporaryFolder { folder in
            let sweeps = ScalingSweep.all.map { sweep in
                ScalingSweep(
                    axis: sweep.axis, horizontalLabel: sweep.horizontalLabel,
                    series: sweep.series.prefix(2).map { .init(name: $0.name, values: Array($0.values.prefix(2)), model: $0.model) })
            }
            var said: [String] = []
            let stopwatch = Stopwatch(budget: 0.0001, warmUp: 0)
            try ScalingReport(folder: folder.path, stopwatch: stopwatch, sweeps: sweeps, threads: [1, 2]).write { said.append($0) }
            #expect(said.count == 5)
            let lines = try String(contentsOfFile: folder.path + "/scaling.jsonl", encoding: .utf8).split(separator: "\n")
            #expect(lines.count == 4 * 2 * 2 * 2)
            for axis in ["batch", "steps", "width", "depth"] {
                let svg = try String(contentsOfFile: "\(folder.path)/\(axis).svg", encoding: .utf8)
                #expect(svg.contains("polyline") && svg.contains("2 threads"))
            }
        }
    }

    @Test func everySweepHasModelsThatCompile() throws {
        for sweep in ScalingSweep.all {
            for series in sweep.series {
                let (text, batch) = series.model(series.values[0])
                let resolved = TypedGraph.resolve(text, registry: ToolEnvironment.current.registry)
                #expect(!resolved.diagnostics.hasErrors, "\(sweep.axis), \(series.name)")
                #expect(batch >= 1)
            }
            let values = sweep.series[0].values
            #expect(values == values.sorted())
        }
    }

    @Test(arguments: [["models"], ["--memory"], ["--scaling", ""], ["--scaling", "x", "--memory"], ["--memory", "--compile"], ["--kinds", "speed"]])
    func wrongUsageIsTold(_ arguments: [String]) throws {
        let run = try ToolRun(["bench"] + arguments)
        #expect(run.exit == .failure)
    }
}
