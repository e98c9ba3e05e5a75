import ForecastService
import Hummingbird
import Logging
import Metrics

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

let usage = """
    usage: forecast-service train|serve

    train   trains the model and leaves it in ML_FOLDER/model
    serve   answers on HOST:PORT with the model in ML_FOLDER/model until SIGTERM; SIGHUP reads its weights anew

    ML_FOLDER       /opt/ml                    input, output and model, as a training container has them
    MODEL_FILE      models/weather-gru.json    what is trained where ML_FOLDER brings no model file
    HOST, PORT      0.0.0.0, 8080
    SESSIONS        2                          runs at the same time
    BATCH           32                         the most windows of one run
    FINE_TUNING     0                          1: /feedback and /fine-tune are there; keep strangers from them
    FROZEN_LAYERS                              names of layers that fine-tuning leaves as they are: gru,change
    DRAIN_SECONDS   0                          how long requests are still taken after SIGTERM
    LOG_LEVEL       info
    """

let environment = Environment()
var logger = Logger(label: "forecast-service")
logger.logLevel = environment.get("LOG_LEVEL").flatMap { Logger.Level(rawValue: $0) } ?? .info
let folder = environment.get("ML_FOLDER") ?? "/opt/ml"

@MainActor func number(_ name: String, _ standard: Int, in range: ClosedRange<Int>) -> Int {
    guard let text = environment.get(name) else { return standard }
    guard let number = Int(text), range.contains(number) else { stop("\(name) must be a number in \(range), found '\(text)'", code: 2) }
    return number
}

@MainActor func stop(_ message: String, code: Int32) -> Never {
    logger.critical("\(message)")
    exit(code)
}

switch CommandLine.arguments.dropFirst() {
case ["train"]:
    do {
        try Training(folder: folder, builtInModel: environment.get("MODEL_FILE") ?? "models/weather-gru.json", logger: logger).run()
    } catch {
        stop("\(error)", code: 1)
    }
case ["serve"]:
    var configuration = ForecastApplication.Configuration(folder: folder + "/model")
    configuration.host = environment.get("HOST") ?? "0.0.0.0"
    configuration.port = number("PORT", 8080, in: 0...65535)
    configuration.sessions = number("SESSIONS", 2, in: 1...1024)
    configuration.batchCapacity = number("BATCH", 32, in: 1...4096)
    configuration.drainDelay = .seconds(number("DRAIN_SECONDS", 0, in: 0...3600))
    if number("FINE_TUNING", 0, in: 0...1) == 1 {
        var options = FineTuning.Options()
        options.frozenLayers = (environment.get("FROZEN_LAYERS") ?? "").split(separator: ",").map(String.init)
        configuration.fineTuning = options
    }
    let metrics = PrometheusRegistry()
    MetricsSystem.bootstrap(metrics)
    do {
        try await ForecastApplication(configuration, metrics: metrics, logger: logger).run()
    } catch {
        stop("\(error)", code: 1)
    }
default:
    print(usage)
    exit(CommandLine.arguments.dropFirst() == ["--help"] ? 0 : 2)
}
