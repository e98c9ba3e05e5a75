import Lamina

/// One training from data to files.
struct TrainingJob {
    let model: Model
    let options: FitOptions
    let folder: String
    /// The model's file as it was read.
    let modelText: SourceText
    let say: (String) -> Void

    func path(_ file: RunFile) -> String { "\(folder)/\(file.rawValue)" }

    /// - Throws: `DiagnosticFailure`, `TrainingError`, `FileError`.
    func run(observer: ProgressBar, startingFrom weights: Weights?, resumes: Bool) throws -> TrainingReport {
        let data = try model.loadData()
        try describe(data)
        var trainer = model.trainer(options)
        trainer.folder = folder
        trainer.checkpointPath = path(.checkpoint)
        trainer.metadata = model.metadata(data.preprocessing)
        trainer.observer = observer
        var record = RunRecord(
            modelFile: RelativePath.path(to: modelText.path, from: folder), options: options, examples: data.training.count,
            startsFromWeights: weights != nil || (resumes && wasStartedFromWeights))
        // Not before: a resume that is refused leaves the folder as it is.
        trainer.willBegin = { [record] in
            try AtomicFile.update(modelText.bytes, at: path(.model))
            try AtomicFile.update(record.json.serialized() + "\n", at: path(.record))
        }
        Interruption.watch()
        let result = try trainer.fit(training: data.training, validation: data.validation, weights: weights, resumes: resumes)

        record.stopReason = result.stopReason
        record.restoredEpoch = result.restoredEpoch.map { $0 + 1 }
        try AtomicFile.update(record.json.serialized() + "\n", at: path(.record))
        try AtomicFile.update(result.history.json.serialized() + "\n", at: path(.historyJSON))
        try AtomicFile.update(result.history.csv(), at: path(.historyCSV))
        var files = [path(.historyJSON), path(.historyCSV), path(.model), path(.record)]
        let weightsPath = path(.weights)
        guard result.weights.areFinite else {
            return TrainingReport(model: model, result: result, assessment: nil, weightsPath: weightsPath, files: files)
        }
        try AtomicFile.update(Safetensors(result.weights, metadata: trainer.metadata).serialized(), at: weightsPath)
        files.insert(weightsPath, at: 0)
        let assessment = try Assessment(model, result.weights, data, threads: options.threads)
        if assessment.isForecast, let picture = assessment.picture(of: model.name) {
            try AtomicFile.update(picture.svg(), at: path(.picture))
            files.append(path(.picture))
        }
        return TrainingReport(model: model, result: result, assessment: assessment, weightsPath: weightsPath, files: files)
    }

    /// Of the training that is gone on with; where its record is damaged nothing is claimed of its initial weights.
    private var wasStartedFromWeights: Bool {
        guard AtomicFile.exists(path(.checkpoint)) else { return false }
        do { return try RunRecord.read(path(.record))?.startsFromWeights == true } catch { return true }
    }

    private func describe(_ data: LoadedData) throws {
        let plan = try model.compile(
            CompileOptions(.training, batchCapacity: min(options.batchSize, data.training.count), maximumArenaBytes: options.maximumArenaBytes))
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
