import Lamina

/// How trained weights do on held-back examples, in the metrics of the model and in the target's own unit.
struct Assessment {
    let part: DataPart
    let logs: Logs
    /// Mean absolute error in the target's unit; nil where targets are classes.
    let errorInUnits: Double?
    let persistenceError: Double?
    let unit: String?
    /// Nil where the model is no classifier.
    let confusion: ConfusionTable?
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
        let isForecast = !target.columns.isEmpty && target.classNames.isEmpty
        guard model.graph.outputs.count == 1 else {
            (confusion, errorInUnits, persistenceError, truth, forecast) = (nil, nil, nil, [], [])
            return
        }
        let outputs = try Predictor(model.graph, registry: model.registry, batchSize: batchSize, threads: threads).predict(weights, on: examples)
        confusion = ConfusionMatrix(model.graph, predictions: outputs, on: examples).map { ConfusionTable(matrix: $0, classNames: target.classNames) }
        guard isForecast, confusion == nil else {
            (errorInUnits, persistenceError, truth, forecast) = (nil, nil, [], [])
            return
        }
        truth = outputs.indices.map { data.truth(on: part, $0) ?? .nan }
        forecast = outputs.enumerated().map { data.forecast($1[0], on: part, $0) ?? .nan }
        errorInUnits = Self.meanError(outputs, data, part)
        persistenceError = data.persistenceError(on: part)
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

    func picture(of model: String) -> String? {
        guard !truth.isEmpty else { return nil }
        let last = Self.pictured
        return LineChart(
            title: "\(model): forecast and truth on the \(part.rawValue) part", horizontalLabel: "step, the last \(min(last, truth.count)) of the \(part.rawValue) part",
            verticalLabel: unit ?? "target",
            series: [
                .init(name: "truth", color: LineChart.truthColor, values: Array(truth.suffix(last))),
                .init(name: "forecast", color: LineChart.forecastColor, values: Array(forecast.suffix(last))),
            ]
        ).svg()
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
