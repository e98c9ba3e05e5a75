import ArgumentParser
import ForecastService
import Lamina

@main
struct ServiceBenchmark: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "service-benchmark", abstract: "One service, one model, two runtimes.",
        subcommands: [TrainCommand.self, CompareCommand.self, CallCommand.self, ServeCommand.self])
}

enum Runtime: String, ExpressibleByArgument {
    case lamina, onnxruntime
}

/// The two files of one model.
struct ModelOptions: ParsableArguments {
    @Option(help: "What `forecast-service train` left: model.json and weights.safetensors.")
    var folder: String

    @Option(help: "The same model as ONNX, by export.py.")
    var onnx: String?

    @Option(help: "libonnxruntime.so")
    var library: String?

    /// With the plan that the service makes.
    func served() throws -> ServedModel {
        try ServedModel(folder: folder, batchCapacity: ForecastApplication.Configuration(folder: folder).batchCapacity)
    }

    func onnxModel(like plan: Plan) throws -> ONNXModel {
        guard let onnx, let library else { throw ValidationError("ONNX Runtime needs --onnx and --library") }
        return try ONNXModel(path: onnx, library: library, input: plan.inputs[0].shape.ofOne, output: plan.outputs[0].shape.ofOne)
    }
}

extension Shape {
    /// Its sizes for a batch of one.
    fileprivate var ofOne: [Int64] {
        [1] + dimensions.dropFirst().map { Int64($0.bound) }
    }
}
