import LaminaCompiler
import LaminaData
import LaminaKit
import LaminaTraining

extension ModelReading {
    /// Reports callbacks that watch a number, or name a file by one, that no epoch will report: their first epoch would fail.
    /// Without a data section the program brings its examples, and perhaps some for validation.
    static func checkCallbacks(
        _ options: FitOptions, _ data: DataSection?, _ graph: TypedGraph?, in document: ModelDocument, diagnostics: inout Diagnostics
    ) {
        guard let nodes = document.fit?["callbacks"]?.value.elements, nodes.count == options.callbacks.count else { return }
        var names = graph.map { graph in graph.logNames + graph.logNames.map { "val_\($0)" } } ?? []
        for (callback, node) in zip(options.callbacks, nodes) {
            let subject = "fit: callback '\(type(of: callback).typeName)'"
            let watched = callback.watchedMetric.map { [($0, "monitor")] } ?? []
            for (name, field) in watched + callback.namedMetrics {
                let location = node[field]?.value.location ?? node.location
                if let complaint = complaint(about: name, of: names, data, subject: subject, at: location) { diagnostics.report(complaint) }
            }
            if !names.isEmpty { names += callback.reportedMetrics }
        }
    }

    /// Why no epoch will report a number of this name; nil where one will.
    ///
    /// - Parameter names: what epochs report; empty where that is not known.
    static func complaint(
        about name: String, of names: [String], _ data: DataSection?, subject: String, at location: SourceLocation?
    ) -> Diagnostic? {
        if !names.isEmpty, !names.contains(name), !isNumbered(name, names) {
            return Diagnostic(
                ModelCode.metricUnknown, "\(subject): no epoch reports '\(name)'", at: location, notes: [Diagnostic.Note(remedy(name, names))])
        }
        guard name.hasPrefix("val_"), let data, !data.holdsBackValidation else { return nil }
        return Diagnostic(
            ModelCode.validationMissing, "\(subject) needs '\(name)', but the data section holds nothing back for validation", at: location,
            notes: [Diagnostic.Note("hold some back with \"split\": { \"validation\": 0.2 } in \"data\", or take '\(name.dropFirst(4))'")])
    }

    /// One of several numbers of a metric: `f1_score_0`. How many there are shows in the plan.
    private static func isNumbered(_ name: String, _ known: [String]) -> Bool {
        known.contains { name.hasPrefix($0 + "_") && name.dropFirst($0.count + 1).allSatisfy(\.isWholeNumber) }
    }

    private static func remedy(_ name: String, _ known: [String]) -> String {
        if let colon = name.firstIndex(of: ":"), name[..<colon] == "epoch" || known.contains(String(name[..<colon])) {
            return "a placeholder takes no format: write {\(name[..<colon])}"
        }
        return Suggestion.closest(to: name, in: known).map { "did you mean '\($0)'?" } ?? "reported are \(known.joined(separator: ", "))"
    }
}

extension Model {
    /// Why no epoch of a training of this model will report a number of this name; nil where one will.
    ///
    /// - Parameter subject: who asks for the number, as the message begins.
    public func complaint(aboutLog name: String, subject: String, at location: SourceLocation?) -> Diagnostic? {
        let names = graph.logNames
        let reported = fitOptions.callbacks.flatMap(\.reportedMetrics)
        return ModelReading.complaint(
            about: name, of: names + names.map { "val_\($0)" } + reported, dataSection, subject: subject, at: location)
    }
}
