import ArgumentParser
import ForecastService
import Logging
import Metrics

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Serves the example's routes on 127.0.0.1 until SIGTERM, the model behind this runtime.")

    @Argument var runtime: Runtime
    @OptionGroup var model: ModelOptions
    @Option var port = 18090

    func run() async throws {
        var configuration = ForecastApplication.Configuration(folder: model.folder)
        configuration.port = port
        var logger = Logger(label: "service-benchmark")
        logger.logLevel = .warning
        let call: ModelCall?
        switch runtime {
        case .lamina: call = nil
        case .onnxruntime:
            let onnx = try model.onnxModel(like: model.served().loaded.plan)
            call = { try onnx.predict($0) }
        }
        let metrics = PrometheusRegistry()
        MetricsSystem.bootstrap(metrics)
        try await ForecastApplication(configuration, metrics: metrics, logger: logger, call: call).run()
    }
}
