import LaminaServing
import Logging
import ServiceLifecycle
import UnixSignals

/// Reads the weights anew on SIGHUP, without dropping a request. What is wrong with them is logged, and the old ones stay.
struct Reloading: Service {
    private let forecaster: Forecaster
    private let configuration: ForecastApplication.Configuration
    private let logger: Logger

    init(_ service: ForecastApplication) {
        forecaster = service.forecaster
        configuration = service.configuration
        logger = service.logger
    }

    func run() async throws {
        for await _ in await UnixSignalsSequence(trapping: .sighup).cancelOnGracefulShutdown() {
            do {
                try forecaster.reload(folder: configuration.folder, batchCapacity: configuration.batchCapacity)
            } catch {
                logger.error("the weights were not replaced: \(error)")
            }
        }
    }
}

extension Forecaster {
    /// Serves the model of a folder from now on.
    ///
    /// - Throws: what is wrong with its files; `ServingError` where it is another model; then the old one is served.
    public func reload(folder: String, batchCapacity: Int) throws {
        let served = try ServedModel(folder: folder, batchCapacity: batchCapacity)
        guard served.preprocessing == preprocessing else {
            throw SetupProblem("the new weights want data prepared in another way: restart the service")
        }
        try pool.replaceModel(with: served.loaded)
    }
}
