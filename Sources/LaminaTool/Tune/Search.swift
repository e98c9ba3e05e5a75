import Lamina

/// A search file with its model: all trials, known before the first one runs, and the model file of each.
struct Search {
    let file: SearchFile
    let paths: [ModelPath]
    let trials: [Trial]
    /// The model with what the search sets for all trials.
    let model: Model
    /// Whether a greater value of the watched number is better.
    let wantsMore: Bool
    private(set) var warnings: [Diagnostic] = []
    private let document: JSONValue
    private let registry: Registry

    /// - Throws: `DiagnosticFailure` with every mistake of the search file, or of the model file.
    init(_ file: SearchFile, registry: Registry) throws(DiagnosticFailure) {
        self.file = file
        self.registry = registry
        let base = try Self.readModel(file, registry)
        var diagnostics = Diagnostics()
        var document = base
        let settings = Self.resolve(file.settings.map { ($0.path, $0.key) }, in: base, &diagnostics)
        for path in settings.sorted(by: { $0.steps.count < $1.steps.count }) {
            let setting = file.settings.first { $0.path == path.text }!
            if let changed = document.setting(path.steps[...], to: setting.value) {
                document = changed
            } else {
                diagnostics.report(Diagnostic(SearchCode.path, "search: '\(path.text)': another value of 'set' takes away where it belongs", at: setting.key))
            }
        }
        if let epochs = file.epochs, let changed = document.setting([.key("fit"), .key("epochs")], to: .integer(epochs)) { document = changed }
        let paths = Self.resolve(file.axes.map { ($0.path, $0.key) }, in: document, &diagnostics)
        try diagnostics.throwIfErrors()
        self.document = document
        self.paths = paths

        let reading = ModelReading(SourceText(path: file.model, text: document.serialized()), registry: registry)
        for mistake in reading.diagnostics.all where mistake.severity == .error {
            diagnostics.report(mistake.moved(to: file.location(of: "set"), "search: with the values of 'set'"))
        }
        guard let model = reading.model else { throw DiagnosticFailure(diagnostics: diagnostics.all) }
        self.model = model
        wantsMore = file.mode == .max || (file.mode == .auto && model.graph.reports.isBetterWhenHigher(file.monitor))
        let domains = file.axes.map(\.domain)
        switch file.strategy {
        case .grid: trials = Trial.grid(domains)
        case .random(let count, let seed): trials = Trial.random(count, seed: seed, domains)
        }
        checkFields(&diagnostics)
        if let complaint = model.complaint(aboutLog: file.monitor, subject: "search", at: file.location(of: "monitor")) { diagnostics.report(complaint) }
        warn(&diagnostics)
        try diagnostics.throwIfErrors()
        warnings = diagnostics.all
    }

    /// The model file as it stands, without mistakes.
    private static func readModel(_ file: SearchFile, _ registry: Registry) throws(DiagnosticFailure) -> JSONValue {
        let location = file.location(of: "model")
        let text: SourceText
        do throws(Diagnostic) {
            text = try SourceText.read(path: file.model)
        } catch {
            throw DiagnosticFailure(diagnostics: [error.moved(to: location, "search: model '\(file.model)'")])
        }
        let errors = ModelReading(text, registry: registry).diagnostics.all.filter { $0.severity == .error }
        guard errors.isEmpty else {
            throw DiagnosticFailure(diagnostics: errors.map { error in
                var error = error
                error.notes.append(Diagnostic.Note("the search names the model here", at: location))
                return error
            })
        }
        return JSONValue(try JSONDocument.parse(text).root)
    }

    private static func resolve(
        _ fields: [(path: String, key: SourceLocation)], in document: JSONValue, _ diagnostics: inout Diagnostics
    ) -> [ModelPath] {
        var paths: [ModelPath] = []
        for (text, key) in fields {
            do throws(ModelPath.Mistake) {
                let path = try ModelPath(text, in: document)
                if let other = paths.first(where: { $0.steps == path.steps }) {
                    diagnostics.report(Diagnostic(SearchCode.path, "search: '\(text)' and '\(other.text)' are the same field", at: key))
                }
                paths.append(path)
            } catch {
                diagnostics.report(
                    Diagnostic(SearchCode.path, "search: '\(text)': \(error.message)", at: key, notes: error.remedy.map { [Diagnostic.Note($0)] } ?? []))
            }
        }
        return paths
    }

    /// Reports paths whose field no component knows: the model is read once more with the field in it. Where the search varies what the
    /// field is a part of, that is left to the trials.
    private func checkFields(_ diagnostics: inout Diagnostics) {
        for (path, axis) in zip(paths, file.axes) {
            guard let added = path.added, !paths.contains(where: { path.isInside($0) || isType($0, of: path) }) else { continue }
            guard let changed = document.setting(path.steps[...], to: axis.domain.sample) else { continue }
            let found = ModelReading(SourceText(path: file.model, text: changed.serialized()), registry: registry).diagnostics.all
            let unknown = found.first { $0.code == FieldCode.unknown.rawValue && $0.message.hasSuffix("unknown field '\(added)'") }
            guard let unknown else { continue }
            diagnostics.report(
                Diagnostic(SearchCode.path, "search: '\(path.text)' is no field: \(unknown.message)", at: axis.key, notes: unknown.notes.map { .init($0.message) }))
        }
    }

    /// Whether a path leads to the type of the component in which another one has its field.
    private func isType(_ path: ModelPath, of other: ModelPath) -> Bool {
        path.steps.last == .key("type") && other.steps.starts(with: path.steps.dropLast())
    }

    private func warn(_ diagnostics: inout Diagnostics) {
        for (path, axis) in zip(paths, file.axes) where ["loss", "val_loss"].contains(file.monitor) {
            guard path.steps.starts(with: [.key("training"), .key("loss")]) || path.steps == [.key("training"), .key("loss_weights")] else { continue }
            diagnostics.report(
                Diagnostic(
                    SearchCode.incomparable, severity: .warning, "search: trials of different losses are ranked by '\(file.monitor)'", at: axis.key,
                    notes: [Diagnostic.Note("\"monitor\" a metric that all trials have")]))
        }
        if case .random(let wanted, _) = file.strategy, trials.count < wanted {
            diagnostics.report(
                Diagnostic(
                    SearchCode.size, severity: .warning, "search: only \(trials.count.of("trial")) of \(wanted) \(trials.count == 1 ? "is" : "are") different",
                    at: file.location(of: "strategy")))
        }
    }

    /// The model file of a trial, to lie in `folder`: what it names is found from there. Nil where one value takes away what another one is for.
    func text(of trial: Trial, in folder: String) -> SourceText? {
        var changed: JSONValue? = document
        for (path, value) in zip(paths, trial.values).sorted(by: { $0.0.steps.count < $1.0.steps.count }) {
            changed = changed?.setting(path.steps[...], to: value)
        }
        guard let changed else { return nil }
        let base = SourceText.path(ofFile: document["folder"].flatMap(\.string) ?? ".", namedIn: file.model)
        let kept = changed.members.filter { !["$schema", "format", "name", "folder", "expect"].contains($0.0) }
        let members: [(String, JSONValue)] = [
            ("format", changed["format"] ?? .null), ("name", .string(model.name)),
            ("folder", .string(RelativePath.path(to: base, from: folder))),
        ]
        return SourceText(path: "\(folder)/model.json", text: JSONValue.object(members + kept).serialized() + "\n")
    }

    /// The mistakes of a trial's model file.
    func mistakes(in text: SourceText) -> [Diagnostic] {
        ModelReading(text, registry: registry).diagnostics.all.filter { $0.severity == .error }
    }
}

extension Diagnostic {
    /// The finding at another place, where the text in which it was found is nobody's file.
    fileprivate func moved(to location: SourceLocation, _ subject: String) -> Diagnostic {
        var moved = Diagnostic(SearchCode.path, "\(subject): \(message)", at: location, notes: notes.map { Note($0.message) })
        moved.code = code
        return moved
    }
}

extension JSONValue {
    fileprivate var string: String? {
        if case .string(let text) = self { text } else { nil }
    }
}
