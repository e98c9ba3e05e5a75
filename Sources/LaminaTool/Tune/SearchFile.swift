import Lamina

/// A search file: which fields of a model to vary, how, and which number says what is best. Checked in itself; the model is not read yet.
struct SearchFile {
    private static let formatFamily = "lamina-search/"
    static let format = formatFamily + "1"

    /// Whether a file says that it is a search, of any version: such a file is no model.
    static func isSearch(_ path: String) -> Bool {
        guard let text = try? SourceText.read(path: path), let root = try? JSONDocument.parse(text).root else { return false }
        return root["format"]?.value.string?.hasPrefix(formatFamily) == true
    }

    /// More trials than anybody waits for.
    static let maximumTrials = 10_000

    /// One field with all values to try; `key` is where its path stands.
    struct Axis {
        let path: String
        let key: SourceLocation
        let domain: SearchDomain
    }

    /// One field that has the same other value in all trials.
    struct Setting {
        let path: String
        let key: SourceLocation
        let value: JSONValue
    }

    enum Strategy {
        case grid
        case random(trials: Int, seed: UInt64)
    }

    enum Mode: String, CaseIterable {
        case auto, min, max
    }

    let text: SourceText
    /// As the process opens it.
    let model: String
    let axes: [Axis]
    let settings: [Setting]
    let strategy: Strategy
    let monitor: String
    let mode: Mode
    let epochs: Int?
    private let places: [String: SourceLocation]
    private let location: SourceLocation

    /// Where a field's value stands, the whole file where it is absent.
    func location(of key: String) -> SourceLocation { places[key] ?? location }

    /// - Throws: `DiagnosticFailure` with every mistake, each at its line and column.
    init(path: String, registry: Registry) throws(DiagnosticFailure) {
        let text: SourceText
        do throws(Diagnostic) {
            text = try SourceText.read(path: path)
        } catch {
            throw DiagnosticFailure(diagnostics: [error])
        }
        try self.init(text, registry: registry)
    }

    init(_ text: SourceText, registry: Registry) throws(DiagnosticFailure) {
        let root = try JSONDocument.parse(text).root
        guard root.kind == .object else {
            let message = "a search file must hold an object, found \(root.snippet)"
            throw DiagnosticFailure(diagnostics: [Diagnostic(SearchCode.notAnObject, message, at: root.location)])
        }
        var fields = Fields(root, subject: "search", registry: registry)
        _ = fields.optionalString("$schema", "Where editors find the JSON Schema.")
        _ = fields.optionalString("description", "What the search is for.")
        if let node = fields.node("format", .choice([Self.format]), isRequired: true, summary: "The version of the format."), node.string != Self.format {
            fields.report(
                Diagnostic(SearchCode.format, "search: this version of Lamina reads format \"\(Self.format)\", found \(node.snippet)", at: node.location))
        }
        let model = fields.string("model", "The model file, relative to this file's folder.")
        if model.isEmpty { fields.report("field 'model' must name a file", at: "model") }
        axes = fields.axes("search")
        settings = fields.settings("set")
        strategy = fields.strategy("strategy")
        monitor = fields.string("monitor", default: "val_loss", "The number of the logs by which trials are ranked.")
        mode = fields.choice("mode", default: Mode.auto, "Whether less or more is better; auto: as the metric has it, less for losses.")
        epochs = fields.optionalInteger("epochs", in: 1...Fields.largestInteger, "Epochs of each trial, in place of the model's.")
        for (path, key) in axes.map({ ($0.path, $0.key) }) + settings.map({ ($0.path, $0.key) }) where path == "fit.epochs" && epochs != nil {
            fields.report(Diagnostic(FieldCode.range, "search: 'epochs' and 'fit.epochs' exclude each other", at: key))
        }
        for setting in settings where axes.contains(where: { $0.path == setting.path }) {
            fields.report(Diagnostic(FieldCode.range, "search: '\(setting.path)' is both in 'set' and in 'search'", at: setting.key))
        }
        Self.checkStrategy(strategy, axes, &fields)
        fields.reportUnknownKeys()
        if fields.hasErrors { throw DiagnosticFailure(diagnostics: Self.sorted(fields.diagnostics)) }
        self.text = text
        self.model = text.path(ofFile: model)
        location = root.location
        places = Dictionary(root.members.map { ($0.key, $0.value.location) }, uniquingKeysWith: { first, _ in first })
    }

    private static func sorted(_ found: [Diagnostic]) -> [Diagnostic] {
        var diagnostics = Diagnostics()
        diagnostics.report(found)
        return diagnostics.all
    }

    private static func checkStrategy(_ strategy: Strategy, _ axes: [Axis], _ fields: inout Fields) {
        for axis in axes {
            guard case .range(let range) = axis.domain, range.scale != .integer else { continue }
            switch strategy {
            case .grid where range.points == nil:
                let message = "search: '\(axis.path)': a grid needs to know how many values of the range to try"
                fields.report(
                    Diagnostic(
                        SearchCode.strategy, message, at: axis.key,
                        notes: [Diagnostic.Note("give \"points\": 5, or a list of values, or \"strategy\": { \"type\": \"random\", \"trials\": 20 }")]))
            case .random where range.points != nil:
                fields.report(Diagnostic(SearchCode.strategy, "search: '\(axis.path)': 'points' is for a grid, a random search draws from the whole range", at: axis.key))
            default: break
            }
        }
        guard case .grid = strategy, !fields.hasErrors else { return }
        let count = axes.reduce(1) { $0.saturatingProduct($1.domain.gridCount ?? 1) }
        if count > maximumTrials {
            let message = "the grid has \(count == .max ? "far too many" : count.grouped) trials, at most \(maximumTrials.grouped) are run: a random search looks at some of them"
            fields.report(Diagnostic(SearchCode.size, "search: \(message)", at: fields.location(of: "search")))
        }
    }
}
