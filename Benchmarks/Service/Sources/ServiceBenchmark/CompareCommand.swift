import ArgumentParser
import Lamina

struct CompareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare", abstract: "Prints the largest difference between the two runtimes' numbers.")

    @OptionGroup var model: ModelOptions
    @Option var windows = 10_000

    func run() throws {
        let served = try model.served()
        let onnx = try model.onnxModel(like: served.loaded.plan)
        let call = try onnx.makeCall()
        var session = Session(served.loaded)
        var output: [Float] = [0]
        var largest: Float = 0
        var least = Float.infinity
        var most = -Float.infinity
        for window in scaledWindows(windows, numbers: call.input_count) {
            var span = output.mutableSpan
            try session.predict(window.span, into: &span)
            try call.run(window.span)
            largest = max(largest, abs(output[0] - call.output[0]))
            (least, most) = (min(least, output[0]), max(most, output[0]))
        }
        print(#"{"kind":"difference","windows":\#(windows),"largest":\#(largest),"least_output":\#(least),"most_output":\#(most),"onnxruntime":"\#(onnx.version)"}"#)
    }
}
