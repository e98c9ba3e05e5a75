import Lamina

/// The trainings of a cross-validation, one after the other.
struct CrossValidation {
    let model: Model
    let options: FitOptions
    let folds: Int
    /// What callbacks write goes into a folder in it for each fold.
    let folder: String

    /// - Throws: `DiagnosticFailure`, `TrainingError`, naming the fold where the data do not give one.
    func run(say: (String) -> Void) throws -> CrossValidationReport {
        Interruption.watch()
        var results: [CrossValidationReport.Result] = []
        for fold in Fold.all(of: folds) {
            let loaded = try model.loadData(fold: fold)
            // What is measured is the fold: nothing looks at the test part.
            let data = LoadedData(training: loaded.training, validation: loaded.validation, preprocessing: loaded.preprocessing)
            var trainer = model.trainer(options)
            trainer.folder = "\(folder)/fold-\(fold.index + 1)"
            trainer.metadata = model.metadata(data.preprocessing)
            trainer.observer = StopAtInterruption()
            let result = try trainer.fit(training: data.training, validation: data.validation)
            let assessment = try Assessment(model, result.weights, data, threads: options.threads)
            let entry = CrossValidationReport.Result(
                trainingCount: data.training.count, heldBackCount: data.validation?.count ?? 0, epochs: result.history.epochs.count, assessment: assessment)
            results.append(entry)
            say("Fold \(fold.index + 1) of \(folds): trained on \(entry.trainingCount.grouped), measured on \(entry.heldBackCount.grouped): \(ProgressBar.text(assessment.logs))")
        }
        return CrossValidationReport(model: model.name, results: results)
    }
}

/// Says nothing, but lets Ctrl-C end the training.
private final class StopAtInterruption: TrainingObserver {
    var wantsToStop: Bool { Interruption.isWanted }

    func epochBegan(_ epoch: Int, of epochs: Int, batches: Int) {}
    func batchEnded(_ batch: Int, _ logs: () -> Logs) {}
    func epochEnded(_ epoch: Int, _ logs: Logs) {}
}
