import Lamina

/// One measurement of one workload.
struct Measurement {
    let workload: String
    /// `latency`, `throughput` or `train`, the peers' words.
    let kind: String
    let mode: String
    let batch: Int
    let threads: Int
    let time: Stopwatch.Result

    var samplesPerSecond: Double { Double(batch) / time.median * 1e6 }

    /// The line that the peers' scripts print too.
    var json: JSONValue {
        .object([
            ("peer", "lamina"), ("version", .string(LaminaTool.version)), ("threads", .integer(threads)), ("workload", .string(workload)),
            ("kind", .string(kind)), ("mode", .string(mode)), ("batch", .integer(batch)), ("median_us", .number(rounded(time.median))),
            ("p99_us", .number(rounded(time.p99))), ("min_us", .number(rounded(time.minimum))),
            ("samples_per_s", .number((samplesPerSecond * 10).rounded() / 10)), ("n", .integer(time.count)),
            ("others", .number((time.others * 100).rounded() / 100)),
        ])
    }

    private func rounded(_ value: Double) -> Double { (value * 1000).rounded() / 1000 }
}

/// Runs workloads on random numbers and times single runs.
struct Benchmark {
    let threads: Int
    let stopwatch: Stopwatch

    func infer(_ workload: Workload, batch: Int) throws -> Measurement {
        let model = try Model(workload.text(isTraining: false))
        var session = Session(try model.load(model.initialWeights(seed: 1), batchCapacity: batch), threads: threads)
        let time = try time(&session, batch: batch, targets: nil)
        return Measurement(
            workload: workload.name, kind: batch == 1 ? "latency" : "throughput", mode: "session_run", batch: batch, threads: threads, time: time)
    }

    func train(_ workload: Workload, batch: Int) throws -> Measurement {
        let model = try Model(workload.text(isTraining: true))
        let plan = try model.compile(CompileOptions(.training, batchCapacity: batch)).plan
        var session = try Session(training: plan, weights: model.initialWeights(seed: 1), seed: 1, threads: threads)
        let time = try time(&session, batch: batch, targets: workload.classes)
        return Measurement(workload: workload.name, kind: "train", mode: "session_run", batch: batch, threads: threads, time: time)
    }

    private func time(_ session: inout Session, batch: Int, targets classes: Int?) throws -> Stopwatch.Result {
        let plan = session.plan
        var random = RandomStream(seed: 2, stream: 2)
        var buffers: [UnsafeMutableBufferPointer<Float>] = []
        defer { for buffer in buffers { buffer.deallocate() } }
        for (port, input) in plan.inputs.enumerated() {
            let buffer = UnsafeMutableBufferPointer<Float>.allocate(capacity: input.shape.boundedCount)
            for index in buffer.indices {
                let isLabel = port == 1 && classes != nil
                buffer[index] = isLabel ? Float(Int(random.uniform() * Double(classes!))) : Float(random.uniform() * 2 - 1)
            }
            buffers.append(buffer)
            session.bind(input: port, to: UnsafePointer(buffer.baseAddress!))
        }
        for (port, output) in plan.outputs.enumerated() {
            let buffer = UnsafeMutableBufferPointer<Float>.allocate(capacity: output.shape.boundedCount)
            buffers.append(buffer)
            session.bind(output: port, to: buffer.baseAddress!)
        }
        try session.run(batch: batch)
        return stopwatch.measure { try? session.run(batch: batch) }
    }
}
