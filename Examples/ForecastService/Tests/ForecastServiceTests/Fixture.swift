import ForecastService
import Foundation
import Lamina
import Logging
import Metrics

/// A model that was trained for two epochs, once for all tests.
enum Fixture {
    static let repository = URL(filePath: #filePath).appending(path: "../../../../..").standardized.path

    static let trained = Result { try train("trained", hyperparameters: #"{ "epochs": "2" }"#) }

    static func folder() throws -> String { try trained.get() + "/model" }

    /// What the whole process counts.
    static let requests = {
        let registry = PrometheusRegistry()
        MetricsSystem.bootstrap(registry)
        return registry
    }()

    static var logger: Logger { Logger(label: "test") { _ in SwiftLogNoOpLogHandler() } }

    /// - Returns: a folder in the layout of a training container.
    static func train(_ name: String, hyperparameters: String) throws -> String {
        let folder = try temporary(name)
        try AtomicFile.write(hyperparameters, to: folder + "/input/config/hyperparameters.json")
        try Training(folder: folder, builtInModel: repository + "/models/weather-gru.json", logger: logger).run()
        return folder
    }

    static func temporary(_ name: String) throws -> String {
        let folder = FileManager.default.temporaryDirectory.appending(path: "forecast-service-\(getpid())-\(name)").path
        try? FileManager.default.removeItem(atPath: folder)
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        return folder
    }

    static func service(_ change: (inout ForecastApplication.Configuration) -> Void = { _ in }) throws -> ForecastApplication {
        var configuration = ForecastApplication.Configuration(folder: try folder())
        change(&configuration)
        return try ForecastApplication(configuration, metrics: PrometheusRegistry(), logger: logger)
    }

    /// The rows of the held-back data, with their header.
    static func observations() throws -> [Substring] {
        try String(contentsOfFile: folder() + "/observations.csv", encoding: .utf8).split(separator: "\n")
    }

    static func csv(rows: Range<Int>) throws -> String {
        let lines = try observations()
        return ([lines[0]] + lines[(rows.lowerBound + 1)..<(rows.upperBound + 1)]).joined(separator: "\n") + "\n"
    }

    /// What the model says without any service.
    static func expected(rows: Range<Int>) throws -> [Double] {
        let served = try ServedModel(folder: folder(), batchCapacity: 1)
        let prepared = try served.preprocessing.prepare(csv: SourceText(path: "rows.csv", text: csv(rows: rows)))
        var session = Session(served.loaded)
        return try (0..<prepared.examples.count).map { index in
            var output: [Float] = [0]
            var span = output.mutableSpan
            let input = prepared.examples.example(index).input
            try session.predict(input.span, into: &span)
            return prepared.forecast(output[0], index)
        }
    }
}
