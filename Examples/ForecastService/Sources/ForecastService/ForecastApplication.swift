import Hummingbird
import HummingbirdCore
import Lamina
import LaminaServing
import Logging
import Metrics
import NIOCore
import ServiceLifecycle

/// The service around one model, `makeApplication` for tests, `run` to serve.
public struct ForecastApplication: Sendable {
    public struct Configuration: Sendable {
        /// What `train` wrote.
        public var folder: String
        public var host = "127.0.0.1"
        public var port = 8080
        public var sessions = 2
        public var batchCapacity = 32
        public var limits = Limits()
        /// How long requests are still taken after the request to stop.
        public var drainDelay = Duration.zero
        /// Nil where the service does not learn. Its routes are for those who may change the model: keep others from them.
        public var fineTuning: FineTuning.Options?

        public init(folder: String) {
            self.folder = folder
        }
    }

    public let configuration: Configuration
    public let forecaster: Forecaster
    public let draining: Draining
    public let logger: Logger
    private let served: ServedModel
    private let fineTuning: FineTuning?
    private let metrics: PrometheusRegistry
    private let observations: String

    /// - Parameters:
    ///   - metrics: what `/metrics` shows. Requests are counted in it where `MetricsSystem` was bootstrapped with it.
    ///   - call: as in `Forecaster`.
    /// - Throws: what is wrong with the files of the model.
    public init(_ configuration: Configuration, metrics: PrometheusRegistry, logger: Logger, call: ModelCall? = nil) throws {
        self.configuration = configuration
        self.metrics = metrics
        self.logger = logger
        served = try ServedModel(folder: configuration.folder, batchCapacity: configuration.batchCapacity)
        let serviceMetrics = ServiceMetrics(metrics)
        let observer: ServingObserver = { [logger] event in
            serviceMetrics.hear(event)
            if event == .modelReplaced { logger.info("the model was replaced") }
        }
        forecaster = try Forecaster(
            served, sessions: configuration.sessions, maximumWaiting: configuration.limits.waiting, observer: observer, call: call)
        fineTuning = try configuration.fineTuning.map { [served, forecaster] options in
            try FineTuning(served, folder: ModelFolder(configuration.folder), forecaster: forecaster, options: options, logger: logger)
        }
        draining = Draining(delay: configuration.drainDelay, logger: logger)
        observations = String(decoding: try SourceText.read(path: ModelFolder(configuration.folder).observations, maximumBytes: 1 << 20).bytes, as: UTF8.self)
    }

    /// - Parameter onListening: told the port once requests can come.
    public func makeApplication(onListening: @escaping @Sendable (Int) -> Void = { _ in }) -> some ApplicationProtocol {
        Application(
            router: router,
            server: .http1(configuration: .init(idleTimeout: .seconds(60))),
            configuration: ApplicationConfiguration(
                address: .hostname(configuration.host, port: configuration.port), serverName: "forecast-service"),
            onServerRunning: { channel in
                if let port = channel.localAddress?.port { onListening(port) }
            },
            logger: logger)
    }

    /// Serves until the process is asked to stop (SIGTERM, SIGINT); then every request that has begun is answered.
    public func run() async throws {
        let services: [any Service] = [makeApplication(), Reloading(self), draining]
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
        try await group.run()
    }

    private var router: Router<BasicRequestContext> {
        let router = Router()
        router.add(middleware: MetricsMiddleware())
        router.add(middleware: ProblemMiddleware(limits: configuration.limits))
        router.get("/") { _, _ in Response.text(Page.html, "text/html; charset=utf-8") }
        router.get("observations.csv") { _, _ in Response.text(observations, "text/csv; charset=utf-8") }
        router.get("metrics") { _, _ in Response.text(metrics.text, "text/plain; version=0.0.4; charset=utf-8") }
        router.get("ping") { _, _ in
            draining.isDraining ? Response(status: .serviceUnavailable) : Response.text("{}\n", "application/json")
        }
        let reader = RequestReader(served, maximumWindows: configuration.limits.windows)
        let deadlines = Deadlines(configuration.limits.time)
        let progress = RequestsInProgress(limit: configuration.limits.requests)
        for path in ["predict", "invocations"] {
            router.post(RouterPath(path)) { request, _ in
                try await progress.run { try await deadlines.run { try await answer(request, reader) } }
            }
        }
        if let fineTuning {
            router.post("feedback") { request, _ in
                try await progress.run {
                    try await deadlines.run {
                        let (bytes, format) = try await body(of: request)
                        let counts = fineTuning.feedback.add(format == .json ? try reader.labelled(json: bytes) : try reader.labelled(csv: bytes))
                        let answer: JSONValue = ["training": .integer(counts.training), "held_back": .integer(counts.heldBack)]
                        return Response.text(answer.serialized(pretty: false) + "\n", "application/json")
                    }
                }
            }
            router.post("fine-tune") { _, _ in
                let report = try await fineTuning.run()
                return Response.text(report.json.serialized(pretty: false) + "\n", "application/json")
            }
        }
        return router
    }

    private func body(of request: Request) async throws -> (bytes: [UInt8], format: BodyFormat) {
        let type = request.headers[.contentType] ?? "application/json"
        guard let format = BodyFormat(header: type) else {
            throw HTTPError(.unsupportedMediaType, message: "expected Content-Type application/json or text/csv, found '\(type)'")
        }
        let limit = configuration.limits.bodyBytes
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > limit { throw NIOTooManyBytesError(maxBytes: limit) }
        let body = try await request.body.collect(upTo: limit)
        return (Array(body.readableBytesView), format)
    }

    private func answer(_ request: Request, _ reader: RequestReader) async throws -> Response {
        let (bytes, format) = try await body(of: request)
        let windows = format == .json ? try reader.windows(json: bytes) : try reader.windows(csv: bytes)
        let forecasts = try await forecaster.forecast(windows)
        let accepted = request.headers[.accept].flatMap(BodyFormat.init(header:)) ?? format
        return Answer(forecasts: forecasts, target: reader.preprocessing.target).response(as: accepted)
    }
}

extension FineTuning.Report {
    fileprivate var json: JSONValue {
        [
            "examples": .integer(examples), "held_back": .integer(heldBack), "loss_before": .number(lossBefore), "loss_after": .number(lossAfter),
            "replaced": .boolean(isReplaced), "memory_bytes": .integer(memoryBytes),
        ]
    }
}
