import Lamina
import LaminaPictures

/// How the time of one example grows with batch, time steps, width and depth, for one thread and for two.
struct ScalingReport {
    struct Point {
        let sweep: String
        let series: String
        let value: Int
        let batch: Int
        let threads: Int
        let time: Stopwatch.Result
        let bound: Double

        var microsecondsPerExample: Double { time.median / Double(batch) }

        var json: JSONValue {
            .object([
                ("peer", "lamina"), ("version", .string(LaminaTool.version)), ("kind", "scaling"), ("axis", .string(sweep)), ("workload", .string(series)),
                ("value", .integer(value)), ("batch", .integer(batch)), ("threads", .integer(threads)), ("median_us", .number(time.median.rounded(decimals: 3))),
                ("us_per_sample", .number(microsecondsPerExample.rounded(decimals: 4))), ("limit_us", .number(bound.rounded(decimals: 4))),
                ("n", .integer(time.count)), ("others", .number(time.others.rounded(decimals: 2))), ("isa", .string(InstructionSet.name)),
            ])
        }
    }

    let folder: String
    let stopwatch: Stopwatch
    let sweeps: [ScalingSweep]
    let threads: [Int]

    /// Measures, and writes `scaling.jsonl` and a picture for each sweep into the folder.
    ///
    /// - Parameter progress: is told of each finished sweep.
    /// - Throws: `FileError`, `DiagnosticFailure`, `RunError`.
    func write(progress: (String) -> Void) throws {
        let limits = threads.map { MachineLimits(threads: $0) }
        var lines: [String] = []
        for sweep in sweeps {
            let points = try sweep.series.flatMap { series in
                try limits.flatMap { limits in try series.values.map { try point(sweep, series, $0, limits) } }
            }
            lines += points.map { $0.json.serialized(pretty: false) + "\n" }
            try AtomicFile.update(picture(sweep, points).svg(), at: "\(folder)/\(sweep.axis).svg")
            progress("\(folder)/\(sweep.axis).svg")
        }
        try AtomicFile.update(lines.joined(), at: "\(folder)/scaling.jsonl")
        progress("\(folder)/scaling.jsonl")
    }

    private func point(_ sweep: ScalingSweep, _ series: ScalingSweep.Series, _ value: Int, _ limits: MachineLimits) throws -> Point {
        let (text, batch) = series.model(value)
        let model = try Model(text)
        let compiled = try model.compile(CompileOptions(.inference, batchCapacity: batch))
        var run = try RandomRun(model.graph, compiled, threads: limits.threads)
        try run.session.run(batch: batch)
        let time = stopwatch.measure { try? run.session.run(batch: batch) }
        return Point(
            sweep: sweep.axis, series: series.name, value: value, batch: batch, threads: limits.threads, time: time,
            bound: compiled.costs(batch: batch).reduce(0) { $0 + limits.bound($1).microseconds })
    }

    private func picture(_ sweep: ScalingSweep, _ points: [Point]) -> LineChart {
        let lines = sweep.series.enumerated().flatMap { index, series in
            threads.enumerated().map { position, threads in
                let found = points.filter { $0.series == series.name && $0.threads == threads }
                return LineChart.Series(
                    self.threads.count == 1 ? series.name : "\(series.name), \(threads.of("thread"))", .color(index), found.map(\.microsecondsPerExample),
                    at: found.map { Double($0.value) }, style: position == 0 ? .line : .dashed)
            }
        }
        var chart = LineChart(
            title: "Time of one example by \(sweep.axis), \(InstructionSet.name)", horizontalLabel: sweep.horizontalLabel, verticalLabel: "µs an example",
            series: lines)
        (chart.horizontalScale, chart.verticalScale) = (.logarithmic, .logarithmic)
        return chart
    }
}
