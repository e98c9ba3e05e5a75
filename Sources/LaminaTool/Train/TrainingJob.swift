import Lamina

/// One training from data to files.
struct TrainingJob {
    let model: Model
    let options: FitOptions
    let folder: String
    let say: (String) -> Void

    /// - Throws: `DiagnosticFailure`, `TrainingError`, `FileError`.
    func run(observer: ProgressBar, startingFrom weights: Weights?, resumes: Bool) throws -> TrainingReport {
        let data = try model.loadData()
        try describe(data)
        var trainer = model.trainer(options)
        trainer.folder = folder
        trainer.checkpointPath = "\(folder)/checkpoint.safetensors"
        trainer.metadata = WeightsMetadata.entries(model: model, data.preprocessing)
        trainer.observer = observer
        let result = try trainer.fit(training: data.training, validation: data.validation, weights: weights, resumes: resumes)

        try AtomicFile.write(result.history.json.serialized() + "\n", to: "\(folder)/history.json")
        try AtomicFile.write(result.history.csv(), to: "\(folder)/history.csv")
        var files = ["\(folder)/history.json", "\(folder)/history.csv"]
        let weightsPath = "\(folder)/weights.safetensors"
        guard result.weights.areFinite else {
            return TrainingReport(model: model, result: result, assessment: nil, weightsPath: weightsPath, files: files)
        }
        try Safetensors(result.weights, metadata: trainer.metadata).write(to: weightsPath)
        files.insert(weightsPath, at: 0)
        let assessment = try Assessment(model, result.weights, data, threads: options.threads)
        if let picture = assessment.picture(of: model.name) {
            try AtomicFile.write(picture, to: "\(folder)/forecast.svg")
            files.append("\(folder)/forecast.svg")
        }
        return TrainingReport(model: model, result: result, assessment: assessment, weightsPath: weightsPath, files: files)
    }

    private func describe(_ data: LoadedData) throws {
        let plan = try model.compile(CompileOptions(.training, batchCapacity: min(options.batchSize, data.training.count)))
        say(ModelSummary(model.graph, batch: nil).text + "\n")
        say(PlanOverview(plan).text + "\n")
        let parts = DataPart.allCases.compactMap { part in data.examples(of: part).map { "\($0.count.grouped) \(part.rawValue)" } }
        say("Examples: \(parts.joined(separator: ", "))\n\n")
    }
}

extension Weights {
    /// Weights that hold NaN or an infinity predict nothing: they are not worth a file.
    fileprivate var areFinite: Bool { tensors.allSatisfy { $0.values.allSatisfy(\.isFinite) } }
}

/// What a weights file says of where it comes from.
enum WeightsMetadata {
    static let preprocessingKey = "lamina.preprocessing"

    static func entries(model: Model, _ preprocessing: Preprocessing) -> [(key: String, value: String)] {
        [("lamina.model", model.name), (preprocessingKey, preprocessing.json.serialized(pretty: false))]
    }

    /// How raw data were made ready for the weights in `file`.
    static func preprocessing(_ file: Safetensors, path: String, registry: Registry) throws -> Preprocessing {
        guard let text = file[preprocessingKey] else { return .identity }
        let node = try JSONDocument.parse(SourceText(path: "\(path) (\(preprocessingKey))", text: text)).root
        return try Preprocessing(json: node, registry: registry)
    }
}
