import ArgumentParser
import Lamina
import LaminaPictures

/// `lamina bench`: the standard workloads, timed.
struct BenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Measures the standard workloads on this machine.",
        discussion: """
            Times single runs of rnn513, gru32, lstm64x2, mlp, mlp_bn, lenet and cnn32: latency (batch 1), throughput (32, 256), training \
            steps (32, 128) and, of rnn513 and lenet, cold: from the start of a process to its first result. The last column is the share \
            of what the machine can do at most, as `profile` shows it step by step. Pin the process (taskset -c 0, or 0,1 for two threads) \
            and compare with other runtimes in the same run: machines are noisy.

            EXAMPLES
              lamina bench --workloads gru32 lenet --kinds latency train
              lamina bench --scaling curves
              lamina bench --export workloads --workloads lenet
              lamina bench --memory models
              lamina bench --compile models/zoo/vgg16.json models/zoo/resnet50.json
            """)

    @Flag(help: "One JSON object a line, with the fields that the peers' scripts print.")
    var json = false

    @OptionGroup var threads: ThreadsOption

    @Option(parsing: .unconditional, help: "Seconds for one measurement.")
    var budget = 0.5

    @Option(parsing: .upToNextOption, help: "The workloads to measure (rnn513 gru32 lstm64x2 mlp mlp_bn lenet cnn32).")
    var workloads: [String] = Workload.all.map(\.name)

    @Option(parsing: .upToNextOption, help: "What to measure (latency throughput train cold).")
    var kinds: [Kind] = Kind.allCases

    @Option(help: ArgumentHelp("Draw how time grows with batch, time steps, width and depth into this folder instead.", valueName: "folder"))
    var scaling: String?

    @Option(
        help: ArgumentHelp("Write the workloads' model files, with random weights, into this folder instead.", valueName: "folder"),
        completion: .directory)
    var export: String?

    @Flag(exclusivity: .exclusive, help: "Say instead how PATHS use memory, or how long the compiler takes for chains of layers and for PATHS.")
    var table: Table?

    @Argument(help: "For --memory and --compile: model files, or folders to search for them.", completion: .file(extensions: ["json"]))
    var paths: [String] = []

    @Option(help: .hidden)
    var firstResult: String?

    enum Kind: String, ExpressibleByArgument, CaseIterable {
        case latency, throughput, train, cold
    }

    enum Table: String, EnumerableFlag {
        case memory, compile
    }

    func validate() throws {
        try requireNotEmpty(("--scaling", scaling), ("--export", export))
        guard table != nil || paths.isEmpty else { throw ValidationError("PATHS are for --memory and --compile, found '\(paths[0])'") }
        guard table != .memory || !paths.isEmpty else { throw ValidationError("--memory needs model files, or folders to search for them") }
        guard [table != nil, scaling != nil, export != nil].count(where: { $0 }) <= 1 else {
            throw ValidationError("--scaling, --export, --memory and --compile stand alone")
        }
        let known = Workload.all.map(\.name)
        if let stranger = workloads.first(where: { !known.contains($0) }) {
            throw ValidationError("There is no workload '\(stranger)'; there is \(known.joined(separator: ", ")).")
        }
        guard budget > 0, budget <= 3600 else { throw ValidationError("--budget must be above 0 and at most 3600 seconds, found \(budget)") }
    }

    func run() throws {
        if let firstResult { return try ColdStart.run(folder: firstResult) }
        if let export { return try writeModels(to: export) }
        if let scaling {
            let stopwatch = Stopwatch(budget: min(budget, 0.1), warmUp: 0.03)
            let report = ScalingReport(folder: scaling, stopwatch: stopwatch, sweeps: ScalingSweep.all, threads: threads.threads.map { [$0] } ?? [1, 2])
            return try report.write(progress: say)
        }
        switch table {
        case .memory: try showMemory()
        case .compile: try showCompileTimes()
        case nil: try measure()
        }
    }

    private func measure() throws {
        let limits = MachineLimits(threads: threads.threads ?? 1)
        let benchmark = Benchmark(limits: limits, stopwatch: Stopwatch(budget: budget))
        if json {
            for line in limits.jsonLines { say(line.serialized(pretty: false)) }
        } else {
            say("Lamina \(LaminaTool.version), \(limits.description)")
            say("workload   kind        batch     median µs        p99 µs     samples/s     limit")
        }
        for workload in Workload.all where workloads.contains(workload.name) {
            for (kind, batches) in [(Kind.latency, [1]), (.throughput, [32, 256]), (.train, [32, 128])] where kinds.contains(kind) {
                for batch in batches { show(try benchmark.measure(workload, kind, batch: batch)) }
            }
            if kinds.contains(.cold), ColdStart.workloads.contains(workload.name), benchmark.threads == 1 { show(try ColdStart(workload)) }
        }
    }

    private func writeModels(to folder: String) throws {
        for workload in Workload.all where workloads.contains(workload.name) {
            let text = workload.text(isTraining: false)
            try AtomicFile.update(text.bytes, at: "\(folder)/\(workload.name).json")
            try Safetensors(Model(text).initialWeights(seed: 1)).write(to: "\(folder)/\(workload.name).safetensors")
        }
    }

    private func models() throws -> [String] {
        var finder = ModelFinder()
        for path in paths { finder.add(path) }
        try finder.diagnostics.throwIfErrors()
        return finder.files
    }

    private func showMemory() throws {
        var report = MemoryReport()
        let registry = ToolEnvironment.current.registry
        for path in try models() { try report.add(Model(path, registry: registry).graph, registry: registry) }
        if json { report.jsonLines.forEach { say($0.serialized(pretty: false)) } } else { ToolEnvironment.current.output(report.text) }
    }

    private func showCompileTimes() throws {
        var report = CompileReport()
        let registry = ToolEnvironment.current.registry
        for layers in CompileReport.chains { try report.add(CompileReport.chain(layers), registry: registry) }
        for path in try models() {
            let text = Result { () throws(Diagnostic) in try SourceText.read(path: path) }
            try report.add(text.mapError { DiagnosticFailure(diagnostics: [$0]) }.get(), registry: registry)
        }
        if json { report.jsonLines.forEach { say($0.serialized(pretty: false)) } } else { ToolEnvironment.current.output(report.text) }
    }

    private func say(_ line: String) {
        ToolEnvironment.current.output(line + "\n")
    }

    private func show(_ measurement: Measurement) {
        guard !json else {
            say(measurement.json.serialized(pretty: false))
            return
        }
        let columns = [
            measurement.workload.padded(to: 10), measurement.kind.rawValue.padded(to: 11),
            String(measurement.batch).padded(to: 5, alignedRight: true),
            measurement.time.median.formatted(decimals: 2).padded(to: 14, alignedRight: true),
            measurement.time.p99.formatted(decimals: 2).padded(to: 14, alignedRight: true),
            measurement.samplesPerSecond.formatted(decimals: 0).padded(to: 14, alignedRight: true),
            measurement.shareOfLimit.percent.padded(to: 10, alignedRight: true),
        ]
        say(columns.joined(separator: " "))
    }

    private func show(_ start: ColdStart) {
        let text = "\(start.milliseconds.formatted(decimals: 1)) ms to the first result, \(start.mebibytes.formatted(decimals: 1)) MiB"
        say(json ? start.json.serialized(pretty: false) : "\(start.workload.padded(to: 10)) cold        \(text)")
    }
}

extension MachineLimits {
    /// A line for each limit, as the peers' scripts print them.
    fileprivate var jsonLines: [JSONValue] {
        func line(_ workload: String, _ key: String, _ value: Double) -> JSONValue {
            .object([
                ("peer", "machine"), ("workload", .string(workload)), ("kind", "limit"), ("mode", .string("lamina_\(InstructionSet.name)")),
                ("threads", .integer(threads)), (key, .number(value.rounded(decimals: 1))),
            ])
        }
        return [line("fma_f32", "gflops", peak)] + levels.map { line("bandwidth_\($0.name.lowercased())", "gb_per_s", $0.bandwidth) }
    }
}
