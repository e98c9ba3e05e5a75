import ArgumentParser
import Lamina
import LaminaPictures

/// `lamina bench`: the standard workloads, timed.
struct BenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Measures the standard workloads on this machine.",
        discussion: """
            Times single runs of rnn513, gru32, lstm64x2, mlp, mlp_bn, lenet and cnn32: latency (batch 1), throughput and training steps. \
            Pin the process (taskset -c 0) and compare with other runtimes in the same run: machines are noisy.
            """)

    @Flag(help: "One JSON object a line, with the fields that the peers' scripts print.")
    var json = false

    @OptionGroup var threads: ThreadsOption

    @Option(parsing: .unconditional, help: "Seconds for one measurement.")
    var budget = 0.5

    @Option(parsing: .upToNextOption, help: "The workloads to measure (rnn513 gru32 lstm64x2 mlp mlp_bn lenet cnn32).")
    var workloads: [String] = Workload.all.map(\.name)

    func validate() throws {
        let known = Workload.all.map(\.name)
        if let stranger = workloads.first(where: { !known.contains($0) }) {
            throw ValidationError("There is no workload '\(stranger)'; there is \(known.joined(separator: ", ")).")
        }
        guard budget > 0, budget <= 3600 else { throw ValidationError("--budget must be above 0 and at most 3600 seconds, found \(budget)") }
    }

    func run() throws {
        let benchmark = Benchmark(threads: threads.threads ?? 1, stopwatch: Stopwatch(budget: budget))
        if !json {
            say("Lamina \(LaminaTool.version), \(InstructionSet.name), \(benchmark.threads.of("thread"))")
            say("workload   kind        batch     median µs        p99 µs     samples/s")
        }
        for workload in Workload.all where workloads.contains(workload.name) {
            for batch in [1, 32, 256] { show(try benchmark.infer(workload, batch: batch)) }
            for batch in [32, 128] { show(try benchmark.train(workload, batch: batch)) }
        }
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
            measurement.workload.padded(to: 10), measurement.kind.padded(to: 11),
            String(measurement.batch).padded(to: 5, alignedRight: true),
            measurement.time.median.formatted(decimals: 2).padded(to: 14, alignedRight: true),
            measurement.time.p99.formatted(decimals: 2).padded(to: 14, alignedRight: true),
            measurement.samplesPerSecond.formatted(decimals: 0).padded(to: 14, alignedRight: true),
        ]
        say(columns.joined(separator: " "))
    }
}
