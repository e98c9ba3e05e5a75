import LaminaCompiler
import LaminaData
import LaminaKit
import LaminaTraining

extension Model {
    /// Reads the examples that the file's `data` section names.
    ///
    /// - Parameter trained: what was done to the data of the weights that are to be measured: it is done again, whatever the files now show.
    /// - Throws: `DiagnosticFailure` with the mistakes of section and files, each at its place.
    public func loadData(as trained: Preprocessing? = nil) throws(DiagnosticFailure) -> LoadedData {
        try checked { section throws(DiagnosticFailure) in
            if let trained { try section.load(as: trained) } else { try section.load() }
        }
    }

    /// The same with one fold for validation, as cross-validation takes them in turn: normalisation and vocabulary are of what is left for
    /// training.
    public func loadData(fold: Fold) throws(DiagnosticFailure) -> LoadedData {
        try checked { section throws(DiagnosticFailure) in try section.load(fold: fold) }
    }

    private func checked(_ load: (DataSection) throws(DiagnosticFailure) -> LoadedData) throws(DiagnosticFailure) -> LoadedData {
        guard let dataSection else {
            throw DiagnosticFailure(diagnostics: [
                Diagnostic(ModelCode.dataMissing, "model '\(name)' has no \"data\" section to train or evaluate on", at: graph.location)
            ])
        }
        let data = try load(dataSection)
        var diagnostics = Diagnostics()
        dataSection.check(data, inputs: graph.inputPorts, targets: graph.targetPorts, diagnostics: &diagnostics)
        try diagnostics.throwIfErrors()
        try data.validate(against: sparseClassCounts)
        return data
    }

    /// For each loss the number of classes where its targets are class numbers.
    private var sparseClassCounts: [Int?] {
        (graph.training?.objectives ?? []).map { objective in
            guard let classes = graph.outputs[objective.output].shape.features, classes > 1, objective.objective.targetShape.features == 1
            else { return nil }
            return classes
        }
    }

    /// A training loop for this model; set where its files go before `fit`.
    public func trainer(_ options: FitOptions? = nil) -> Trainer {
        Trainer(graph, registry: registry, options: options ?? fitOptions)
    }

    /// Trains on the data's training part, watching its validation part.
    ///
    /// - Throws: `TrainingError`, `DiagnosticFailure`, `FileError`.
    public func fit(_ data: LoadedData, options: FitOptions? = nil) throws -> TrainingResult {
        try trainer(options).fit(training: data.training, validation: data.validation)
    }
}

/// What a model file lacks for a task.
public enum ModelCode: String, DiagnosticCode {
    case dataMissing = "data-missing"
    case metricUnknown = "metric-unknown"
    case validationMissing = "validation-missing"
}
