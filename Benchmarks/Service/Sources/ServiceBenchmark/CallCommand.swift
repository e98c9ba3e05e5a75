import ArgumentParser
import Lamina

struct CallCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "call", abstract: "Times the model call alone: one window in, one number out, on one thread.")

    @Argument var runtime: Runtime
    @OptionGroup var model: ModelOptions
    @Option(help: "How many calls are timed, after a twentieth of them as warm-up.") var calls = 200_000

    func run() throws {
        let served = try model.served()
        let plan = served.loaded.plan
        let windows = scaledWindows(64, numbers: plan.inputs[0].shape.droppingFirst().boundedCount)
        var output: [Float] = [0]
        let times: [Int]
        switch runtime {
        case .lamina:
            var session = Session(served.loaded)
            times = try time(windows) { window in
                var span = output.mutableSpan
                try session.predict(window.span, into: &span)
            }
        case .onnxruntime:
            let call = try model.onnxModel(like: plan).makeCall()
            times = try time(windows) { window in
                try call.run(window.span)
                output[0] = call.output[0]
            }
        }
        func microseconds(_ share: Double) -> Double { Double(times[Int(Double(times.count - 1) * share)]) / 1000 }
        print(
            #"{"kind":"call","runtime":"\#(runtime.rawValue)","calls":\#(calls),"p50_us":\#(microseconds(0.5)),"p99_us":\#(microseconds(0.99)),"max_us":\#(microseconds(1))}"#)
    }

    /// - Returns: nanoseconds, the least first.
    private func time(_ windows: [[Float]], _ body: ([Float]) throws -> Void) throws -> [Int] {
        for index in 0..<max(calls / 20, 1) { try body(windows[index % windows.count]) }
        var times: [Int] = []
        times.reserveCapacity(calls)
        let clock = ContinuousClock()
        for index in 0..<calls {
            let window = windows[index % windows.count]
            let begin = clock.now
            try body(window)
            times.append(Int(begin.duration(to: clock.now).attoseconds / 1_000_000_000))
        }
        return times.sorted()
    }
}
