import ArgumentParser
import ForecastService
import Logging

struct TrainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "train", abstract: "Trains the example's model, as `forecast-service train` does.")

    @Option(help: "The model file.") var file: String
    @Option(help: "Gets the folder model.") var into: String

    func run() throws {
        try Training(folder: into, builtInModel: file, logger: Logger(label: "service-benchmark")).run()
    }
}
