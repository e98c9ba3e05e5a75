import Lamina
import LaminaPictures

/// How trained weights do on held-back examples, in the metrics of the model and in the target's own unit.
struct Assessment {
    let part: DataPart
    let logs: Logs
    /// Mean absolute error in the target's unit; nil where targets are classes.
    let errorInUnits: Double?
    let persistenceError: Double?
    /// Whether the examples are columns of a table in the order of time.
    let isForecast: Bool
    let unit: String?
    /// Nil where the model is no classifier.
    let confusion: ConfusionTable?
    /// The first value of each target and output, in its unit; empty where targets are classes.
    private let truth: [Double]
    private let forecast: [Double]

    /// Examples in the picture.
    private static let pictured = 240

    /// Looks at the test part, or at the validation part where nothing is held back for a test, or at the training part.
    init(_ model: Model, _ weights: Weights, _ data: LoadedData, threads: Int) throws {
        let part = [DataPart.test, .validation].first { data.examples(of: $0) != nil } ?? .training
        self.part = part
        let examples = data.examples(of: part)!
        let batchSize = min(256, examples.count)
        logs = try Evaluator(
            model.graph, registry: model.registry, batchSize: batchSize, threads: threads, isWeighted: examples.hasWeights
        ).evaluate(weights, on: examples)
        let target = data.preprocessing.target
        unit = target.unit?.printable
        let hasUnits = !target.columns.isEmpty && target.classNames.isEmpty
        isForecast = hasUnits && model.dataSection?.isChronological == true
        guard model.graph.outputs.count == 1 else {
            (confusion, errorInUnits, persistenceError, truth, forecast) = (nil, nil, nil, [], [])
            return
        }
        let outputs = try Predictor(model.graph, registry: model.registry, batchSize: batchSize, threads: threads).predict(weights, on: examples)
        confusion = ConfusionMatrix(model.graph, predictions: outputs, on: examples).map { ConfusionTable(matrix: $0, classNames: target.classNames) }
        guard confusion == nil, target.classNames.isEmpty else {
            (errorInUnits, persistenceError, truth, forecast) = (nil, nil, [], [])
            return
        }
        truth = outputs.indices.map { data.truth(on: part, $0) ?? .nan }
        forecast = outputs.enumerated().map { data.forecast($1[0], on: part, $0) ?? .nan }
        errorInUnits = hasUnits ? Self.meanError(outputs, data, part) : nil
        persistenceError = hasUnits ? data.persistenceError(on: part) : nil
    }

    /// Over all columns of the target, as persistence's error is.
    private static func meanError(_ outputs: [[Float]], _ data: LoadedData, _ part: DataPart) -> Double {
        var (sum, count) = (0.0, 0)
        for (index, output) in outputs.enumerated() {
            for (column, value) in output.enumerated() {
                guard let forecast = data.forecast(value, on: part, index, column: column),
                    let truth = data.truth(on: part, index, column: column)
                else { continue }
                sum += abs(forecast - truth)
                count += 1
            }
        }
        return sum / Double(max(count, 1))
    }

    /// How much smaller the error is than persistence's, in percent.
    var gain: Double? {
        guard let errorInUnits, let persistenceError, persistenceError > 0 else { return nil }
        return 100 * (1 - errorInUnits / persistenceError)
    }

    /// The name of a result that is NaN or infinite.
    var nonFiniteNumber: String? {
        logs.entries.first { !$0.value.isFinite }?.name ?? (errorInUnits?.isFinite == false ? "mean absolute error" : nil)
    }

    /// Forecast and truth over time, for examples in its order; else one against the other.
    func picture(of model: String) -> LineChart? {
        guard !truth.isEmpty else { return nil }
        let title = "\(model): forecast and truth on the \(part.rawValue) part"
        guard isForecast else {
            let ends = (truth + forecast).filter(\.isFinite)
            let diagonal = [ends.min() ?? 0, ends.max() ?? 1]
            return LineChart(
                title: title, horizontalLabel: "truth\(unit.map { " in \($0)" } ?? "")", verticalLabel: "forecast\(unit.map { " in \($0)" } ?? "")",
                series: [.init("examples", .first, forecast, at: truth, style: .points), .init("as it should be", .reference, diagonal, at: diagonal, style: .dashed)])
        }
        let last = min(Self.pictured, truth.count)
        let steps = (truth.count - last..<truth.count).map(Double.init)
        return LineChart(
            title: title, horizontalLabel: "example, the last \(last) of the \(part.rawValue) part", verticalLabel: unit ?? "target",
            series: [.init("truth", .first, truth.suffix(last), at: steps), .init("forecast", .second, forecast.suffix(last), at: steps)])
    }

    var text: String {
        var lines = ["On the \(part.rawValue) part: \(ProgressBar.text(logs))"]
        if let errorInUnits {
            let unit = unit.map { " \($0)" } ?? ""
            var line = "Mean absolute error \(errorInUnits.formatted(decimals: 3))\(unit)"
            if let persistenceError, let gain {
                line += ", persistence \(persistenceError.formatted(decimals: 3))\(unit): \(abs(gain).formatted(decimals: 1)) % \(gain >= 0 ? "better" : "worse")"
            }
            lines.append(line)
        }
        return lines.joined(separator: "\n")
    }

    var json: JSONValue { .object(members) }

    var members: [(String, JSONValue)] {
        var members: [(String, JSONValue)] = [("part", .string(part.rawValue))]
        members += logs.entries.map { ($0.name, .number($0.value)) }
        if let errorInUnits { members.append(("mean_absolute_error", .number(errorInUnits))) }
        if let persistenceError { members.append(("persistence_error", .number(persistenceError))) }
        if let unit { members.append(("unit", .string(unit))) }
        return members
    }
}
