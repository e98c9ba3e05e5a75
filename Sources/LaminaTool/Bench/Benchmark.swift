import Lamina

/// One measurement of one workload.
struct Measurement {
    let workload: String
    let kind: BenchCommand.Kind
    let mode: String
    let batch: Int
    let threads: Int
    let time: Stopwatch.Result
    /// Microseconds that the machine's limit leaves to a run at least: see `Profile`.
    let bound: Double

    var samplesPerSecond: Double { Double(batch) / time.median * 1e6 }

    var shareOfLimit: Double { bound / time.median }

    /// The line that the peers' scripts print too.
    var json: JSONValue {
        .object([
            ("peer", "lamina"), ("version", .string(LaminaTool.version)), ("threads", .integer(threads)), ("workload", .string(workload)),
            ("kind", .string(kind.rawValue)), ("mode", .string(mode)), ("batch", .integer(batch)), ("median_us", .number(time.median.rounded(decimals: 3))),
            ("p99_us", .number(time.p99.rounded(decimals: 3))), ("min_us", .number(time.minimum.rounded(decimals: 3))),
            ("samples_per_s", .number(samplesPerSecond.rounded(decimals: 1))), ("n", .integer(time.count)),
            ("others", .number(time.others.rounded(decimals: 2))), ("limit_us", .number(bound.rounded(decimals: 3))),
            ("limit_share", .number(shareOfLimit.rounded(decimals: 4))), ("isa", .string(InstructionSet.name)),
        ])
    }
}

/// Runs workloads on random numbers and times single runs.
struct Benchmark {
    let limits: MachineLimits
    let stopwatch: Stopwatch

    var threads: Int { limits.threads }

    func measure(_ workload: Workload, _ kind: BenchCommand.Kind, batch: Int) throws -> Measurement {
        let purpose = kind == .train ? PlanPurpose.training : .inference
        let model = try Model(workload.text(isTraining: purpose == .training))
        let compiled = try model.compile(CompileOptions(purpose, batchCapacity: batch))
        var run = try RandomRun(model.graph, compiled, threads: threads)
        try run.session.run(batch: batch)
        let time = stopwatch.measure { try? run.session.run(batch: batch) }
        let bound = compiled.costs(batch: batch).reduce(0) { $0 + limits.bound($1).microseconds }
        return Measurement(workload: workload.name, kind: kind, mode: "session_run", batch: batch, threads: threads, time: time, bound: bound)
    }
}
