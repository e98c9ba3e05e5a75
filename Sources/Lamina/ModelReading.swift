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
                dataSection = DataSection(node, registry: registry, modelPath: text.path, diagnostics: &diagnostics)
            }
            Self.checkCallbacks(fitOptions, dataSection, resolution.graph, in: document, diagnostics: &diagnostics)
        }
        if let graph = resolution.graph, let dataSection {
            dataSection.check(inputs: graph.inputSizes, target: graph.targetSizes, diagnostics: &diagnostics)
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
    /// The sizes of each input, batch left out; nil for a free time axis.
    var inputSizes: [[Int?]] { inputs.map { $0.shape.dimensions.map(\.size) } }

    /// The sizes of one target, nil where the model has no loss or several.
    var targetSizes: [Int]? {
        guard let objectives = training?.objectives, objectives.count == 1 else { return nil }
        return objectives[0].objective.targetShape.sizes
    }
}
