import LaminaCompiler
import LaminaData
import LaminaKit
import LaminaTraining

extension ModelReading {
    /// Reports callbacks that watch a `val_` number while the data section holds nothing back for validation: their first epoch would fail.
    /// Without a data section the program brings its examples, and perhaps some for validation.
    static func checkWatchedMetrics(
        _ options: FitOptions, _ data: DataSection, in document: ModelDocument, diagnostics: inout Diagnostics
    ) {
        guard !data.holdsBackValidation, let nodes = document.fit?["callbacks"]?.value.elements, nodes.count == options.callbacks.count
        else { return }
        for (callback, node) in zip(options.callbacks, nodes) {
            guard let name = callback.watchedMetric, name.hasPrefix("val_") else { continue }
            diagnostics.report(
                Diagnostic(
                    ModelCode.validationMissing,
                    "fit: callback '\(type(of: callback).typeName)' watches '\(name)', but the data section holds nothing back for validation",
                    at: node["monitor"]?.value.location ?? node.location,
                    notes: [
                        Diagnostic.Note("hold some back with \"split\": { \"validation\": 0.2 } in \"data\", or watch '\(name.dropFirst(4))'")
                    ]))
        }
    }
}
