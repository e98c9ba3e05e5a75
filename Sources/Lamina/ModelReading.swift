import LaminaCompiler
import LaminaData
import LaminaKit
import LaminaTraining

/// A model file with all that was found in it: every section is read, whatever is wrong in another.
public struct ModelReading: Sendable {
    /// Nil where there was an error.
    public let model: Model?
    /// Errors and warnings of all sections.
    public let diagnostics: Diagnostics

    /// Reads the file at `path`; a file that cannot be read is one of the findings.
    public init(path: String, registry: Registry) {
        do {
            self.init(try SourceText.read(path: path), registry: registry)
        } catch {
            self.init(failure: error)
        }
    }

    private init(failure: Diagnostic) {
        model = nil
        var diagnostics = Diagnostics()
        diagnostics.report(failure)
        self.diagnostics = diagnostics
    }

    public init(_ text: SourceText, registry: Registry) {
        let resolution = TypedGraph.resolve(text, registry: registry)
        var diagnostics = resolution.diagnostics
        var fitOptions = FitOptions()
        var dataSection: DataSection?
        if let document = resolution.document {
            fitOptions = FitOptions.read(document, registry: registry, diagnostics: &diagnostics)
            if let node = document.data {
                dataSection = DataSection(node, registry: registry, modelPath: document.basePath, diagnostics: &diagnostics)
            }
            Self.checkCallbacks(fitOptions, dataSection, resolution.graph, in: document, diagnostics: &diagnostics)
        }
        if let graph = resolution.graph {
            dataSection?.check(inputs: graph.inputPorts, targets: graph.targetPorts, diagnostics: &diagnostics)
            dataSection?.arrange(inputs: graph.inputPorts, targets: graph.targetPorts)
        }
        if let graph = resolution.graph, let complaint = fitOptions.classWeights?.complaint(graph) {
            let location = resolution.document?.fit?["class_weight"]?.value.location
            diagnostics.report(Diagnostic(FieldCode.range, "fit: field 'class_weight': \(complaint)", at: location))
        }
        if let dataSection, let weight = dataSection.weight, fitOptions.classWeights != nil {
            let message = "fit: field 'class_weight' and 'weight' of the data section exclude each other"
            diagnostics.report(Diagnostic(FieldCode.range, message, at: weight.location))
        }
        if let graph = resolution.graph, !diagnostics.hasErrors {
            model = Model(
                graph, registry: registry, fitOptions: fitOptions, dataSection: dataSection, warnings: diagnostics.all)
        } else {
            model = nil
        }
        self.diagnostics = diagnostics
    }
}

extension TypedGraph {
    /// What the data must give.
    var inputPorts: [ModelPort] {
        inputs.map { ModelPort($0.name, $0.shape) }
    }

    /// What each loss compares with; empty where the model has none.
    var targetPorts: [ModelPort] {
        (training?.objectives ?? []).map { ModelPort(outputs[$0.output].name, $0.objective.targetShape) }
    }
}
