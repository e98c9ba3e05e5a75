import LaminaCompiler
import LaminaData
import LaminaFiles
import LaminaKit

/// What a weights file says of itself beside the tensors: whose weights they are and how the data for them were prepared.
private enum MetadataKey {
    static let model = "lamina.model"
    static let definition = "lamina.definition"
    static let preprocessing = "lamina.preprocessing"
}

extension Model {
    /// Writes trained weights with what later predictions need to know: whose they are and how raw data are prepared for them.
    ///
    /// - Parameter preprocessing: of the data that they were trained on.
    /// - Throws: `FileError`; then an old file is untouched.
    public func save(_ weights: Weights, _ preprocessing: Preprocessing, to path: String) throws(FileError) {
        try Safetensors(weights, metadata: metadata(preprocessing)).write(to: path)
    }

    /// What `save` writes beside the tensors.
    public func metadata(_ preprocessing: Preprocessing) -> [(key: String, value: String)] {
        [
            (MetadataKey.model, name), (MetadataKey.definition, graph.definition.json.serialized(pretty: false)),
            (MetadataKey.preprocessing, preprocessing.json.serialized(pretty: false)),
        ]
    }

    /// How raw data were prepared for the weights in `file`; nil where it does not say and the model's data need no preparation.
    ///
    /// - Parameter path: how messages name the file.
    /// - Throws: `DiagnosticFailure` where it is damaged, missing though needed, or another one than the model's data section describes.
    public func preprocessing(of file: Safetensors, path: String) throws(DiagnosticFailure) -> Preprocessing? {
        guard let text = file[MetadataKey.preprocessing] else {
            guard dataSection?.needsStoredPreprocessing == true else { return nil }
            throw DiagnosticFailure(diagnostics: [
                Diagnostic(
                    DataCode.preprocessing,
                    "model '\(name)' scales its data, but the file does not say by what numbers (metadata '\(MetadataKey.preprocessing)')",
                    path: path, notes: [Diagnostic.Note("write weights with `lamina train` or, in Swift, with `model.save`")])
            ])
        }
        let node = try JSONDocument.parse(SourceText(path: "\(path) (\(MetadataKey.preprocessing))", text: text)).root
        let preprocessing = try Preprocessing(json: node, registry: registry)
        if let disagreement = dataSection?.disagreement(with: preprocessing) { throw DiagnosticFailure(diagnostics: [disagreement]) }
        return preprocessing
    }

    /// Warnings where the weights in `file` are another model's by what it says of itself, though all shapes agree.
    ///
    /// - Parameter path: how messages name the file.
    public func doubts(about file: Safetensors, path: String) -> [Diagnostic] {
        var doubts: [String] = []
        if let other = file[MetadataKey.model], other != name { doubts.append("the weights are those of model '\(other)', this is model '\(name)'") }
        if let text = file[MetadataKey.definition] {
            do {
                let stored = try JSONDocument.parse(SourceText(path: path, text: text)).root
                if let difference = graph.definition.difference(from: stored) {
                    doubts.append("model '\(name)' is not the one that was trained: \(difference)")
                }
            } catch {
                doubts.append("the metadata '\(MetadataKey.definition)' is damaged")
            }
        }
        return doubts.map { Diagnostic(WeightsCode.model, severity: .warning, $0, path: path) }
    }
}
