import LaminaKit

/// Turns a model document into a typed graph, section by section. A part that is wrong is reported once and then left out, so that
/// nothing is reported that follows from it.
struct Resolver {
    /// More elements than any tensor or model has that fits a machine: sizes beyond are mistakes, and sums of them stay exact.
    static let maximumElements = 1 << 33
    /// What is compiled in seconds; deeper files are mistakes or attacks.
    static let maximumLayers = 20_000
    static let maximumInputs = 64
    /// More findings than this in one file help nobody.
    static let maximumFindings = 50

    let document: ModelDocument
    let registry: Registry
    /// The files that layers name.
    let files: IncludedFiles
    var diagnostics: Diagnostics
    var timeAxes: [Symbol] = []
    var inputs: [TypedGraph.Input] = []
    var drafts: [LayerDraft] = []
    /// What each name stands for, with the place where it was given.
    var names: [String: (edge: NamedThing, location: SourceLocation)] = [:]

    /// The number that the last layer without a name got, by its type's name.
    var lastNumbers: [String: Int] = [:]

    enum NamedThing: Hashable {
        case input(Int)
        case layer(Int)
    }

    init(_ document: ModelDocument, registry: Registry, files: IncludedFiles, diagnostics: Diagnostics) {
        self.document = document
        self.registry = registry
        self.files = files
        self.diagnostics = diagnostics
    }

    mutating func resolve() -> TypedGraph? {
        readInputs()
        readLayers()
        shareLayers()
        connectLayers()
        guard let order = orderLayers() else { return nil }
        let layers = inferShapes(order)
        let outputs = resolveOutputs(layers)
        let training = readTraining(outputs)
        checkPorts(training, outputs: outputs.count)
        let nodes = drafts.indices.compactMap { layers[$0] }
        let isWhole = nodes.count == drafts.count
        if isWhole { checkExpectations(layers: nodes, outputs: outputs) }
        guard isWhole, !diagnostics.hasErrors else { return nil }

        let positions = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($1, $0) })
        func position(_ index: Int) -> Int { positions[index]! }
        return TypedGraph(
            name: document.name, timeAxes: timeAxes, inputs: inputs, layers: order.map { layers[$0]!.moved(position) },
            outputs: outputs.map { TypedGraph.Output(name: $0.name, edge: $0.edge.moved(position), shape: $0.shape) },
            training: training, location: document.root.location)
    }

    mutating func report(_ code: CompilerCode, severity: Diagnostic.Severity = .error, _ message: String, at location: SourceLocation?, notes: [Diagnostic.Note] = []) {
        diagnostics.report(Diagnostic(code, severity: severity, message, at: location, notes: notes))
    }

    mutating func report(contentsOf fields: Fields) {
        for diagnostic in fields.diagnostics { diagnostics.report(diagnostic) }
    }

    /// Gives `name` to something, once.
    mutating func claim(_ name: String, for thing: NamedThing, at location: SourceLocation) {
        if let first = names[name] {
            report(
                .nameDuplicate, "the name '\(name)' is given twice", at: location,
                notes: [Diagnostic.Note("first given here", at: first.location)])
            return
        }
        if let mistake = NameRule.mistake(in: name) { report(.nameInvalid, mistake, at: location) }
        names[name] = (thing, location)
    }

    /// The elements of a section that must be an array; nil after a report.
    mutating func elements(_ section: JSONNode?, _ name: String) -> [JSONNode]? {
        guard let section else { return nil }
        guard section.kind == .array else {
            diagnostics.report(Diagnostic(FieldCode.type, "model: field '\(name)' must be an array, found \(section.snippet)", at: section.location))
            return nil
        }
        return section.elements
    }
}
