import Foundation
import LaminaKit
import LaminaPictures
import Testing

@testable import LaminaTool

/// What tells runs apart that are drawn into one picture, and pictures into one folder.
@Suite struct RunsBesideTests {
    private static let sequence = """
        { "format": "lamina/1", "name": "net", "inputs": [{ "name": "x", "shape": [4, 1] }],
          "layers": [{ "name": "r", "type": "SimpleRNN", "units": 2 }, { "name": "y", "type": "Dense", "units": 1 }],
          "training": { "loss": "mse", "optimizer": "adam" }, "fit": { "epochs": 2, "seed": 1 },
          "data": { "source": { "type": "values", "inputs": [[[1], [2], [3], [4]], [[4], [3], [2], [1]]], "targets": [[5], [0]] } } }
        """

    private static func charts(_ section: ReportSection?) -> [(name: String, chart: LineChart)] {
        (section?.contents ?? []).compactMap { content in
            if case .picture(let picture, let name) = content, let chart = picture as? LineChart { (name, chart) } else { nil }
        }
    }

    private static func withRuns(_ count: Int, _ body: ([String]) throws -> Void) throws {
        try withTemporaryFolder { folder in
            let model = try folder.write(sequence, to: "net.json")
            let runs = (0..<count).map { folder.appendingPathComponent("run-\($0)").path }
            for run in runs {
                let trained = try ToolRun("train", model, "--output", run, "--quiet")
                try #require(trained.exit == .success, "\(trained.error)")
            }
            try body(runs)
        }
    }

    private static func read(_ path: String) throws -> RunFolder { try RunFolder(path, modelPath: nil, registry: Registry(LaminaTool.standardPacks)) }

    /// One without weights has a curve but no gradients: the others keep their colours.
    @Test func runsOfOneModelAreToldApartAndKeepTheirColours() throws {
        try Self.withRuns(3) { paths in
            try FileManager.default.removeItem(atPath: "\(paths[1])/weights.safetensors")
            let runs = try paths.map(Self.read)
            let curves = CurvesSection(runs[0], beside: Array(runs[1...])).section
            let loss = try #require(Self.charts(curves).first { $0.name == "curve-loss" }).chart
            #expect(loss.series.map(\.name) == ["run-0: training", "run-1: training", "run-2: training"])
            #expect(loss.series.map(\.ink) == [.color(0), .color(1), .color(2)])

            let flows = Attempt { try LayerFlows(runs[0], threads: 1) }
            let gradients = try #require(Self.charts(SequenceSection(runs[0], flows, beside: Array(runs[1...]), threads: 1).section).first).chart
            #expect(gradients.series.map(\.name) == ["run-0, before", "run-0", "run-2, before", "run-2"])
            #expect(gradients.series.map(\.ink) == [.color(0), .color(0), .color(2), .color(2)])
        }
    }

    @Test(arguments: [
        ([("a", "runs/x"), ("b", "runs/y")], ["a", "b"]), ([("a", "runs/x"), ("a", "runs/y"), ("b", "z")], ["x", "y", "b"]),
        ([("a", "one/run"), ("a", "two/run")], ["one/run", "two/run"]), ([("x", "p/q"), ("a", "runs/x"), ("a", "runs/y")], ["p/q", "runs/x", "y"]),
        ([("a", "."), ("a", "/")], [".", "/"]),
    ] as [([(String, String)], [String])])
    func labelsDiffer(_ runs: [(String, String)], _ expected: [String]) {
        let labels = RunLabels(runs.map { (model: $0.0, path: $0.1) })
        #expect(runs.indices.map { labels[$0] } == expected)
    }

    @Test func metricsOfLikeNamesHaveFilesOfTheirOwn() throws {
        try Self.withRuns(1) { paths in
            let history = #"{ "loss": [2, 1], "a/b": [1, 2], "a.b": [3, 4], "a-b": [5, 6] }"#
            try history.write(toFile: "\(paths[0])/history.json", atomically: true, encoding: .utf8)
            let names = Self.charts(try CurvesSection(Self.read(paths[0]), beside: []).section).map(\.name)
            #expect(names == ["curve-loss", "curve-a-b", "curve-a-b-2", "curve-a-b-3"])
        }
    }
}
