import LaminaKit

/// The `data` section of a model file, read and checked in itself; no file is touched before `load`.
public struct DataSection: Sendable {
    let source: any DataSource
    /// The source as it stands in the file.
    let sourceDefinition: JSONValue
    let columns: [PlacedName]
    let derivations: [Derivation]
    let window: WindowSection?
    let target: TargetSection
    /// The column that says how much each example counts.
    public let weight: PlacedName?
    let split: SplitSection
    let normalization: NormalizationKind
    let scale: Double
    let folder: String
    let location: SourceLocation
    let registry: Registry
    private let places: [String: SourceLocation]

    /// Reads the section. Mistakes go to `diagnostics`; nil where there is one.
    ///
    /// - Parameter modelPath: the model file, to whose folder file names are relative.
    public init?(_ node: JSONNode, registry: Registry, modelPath: String, diagnostics: inout Diagnostics) {
        guard node.kind == .object else {
            diagnostics.report(Diagnostic(FieldCode.type, "data: the section must be an object, found \(node.snippet)", at: node.location))
            return nil
        }
        var fields = Fields(node, subject: "data", registry: registry)
        let members = Members(from: &fields)
        fields.reportUnknownKeys()
        diagnostics.report(fields.diagnostics)
        guard !fields.hasErrors, let source = members.source else { return nil }
        self.source = source
        sourceDefinition = node["source"].map { JSONValue($0.value) } ?? .null
        columns = members.columns
        derivations = members.derivations
        window = members.window
        target = members.target ?? .absent
        weight = members.weight.map { PlacedName($0, at: node["weight"]?.value.location) }
        split = members.split ?? .allForTraining
        normalization = members.normalization
        scale = members.scale ?? 1
        folder = modelPath.folder
        location = node.location
        self.registry = registry
        places = Dictionary(node.members.map { ($0.key, $0.value.location) }, uniquingKeysWith: { first, _ in first })
    }

    /// The fields of the section, for the schema.
    public static func fieldDescriptions(registry: Registry) -> [FieldDescription] {
        var fields = Fields(describing: "data", registry: registry)
        _ = Members(from: &fields)
        return fields.descriptions
    }

    /// The fields of the objects inside the section, for the schema: `window`, `target` and `split`.
    public static func groupDescriptions(registry: Registry) -> [(key: String, fields: [FieldDescription])] {
        func describe(_ key: String, _ read: (inout Fields) -> Void) -> (key: String, fields: [FieldDescription]) {
            var fields = Fields(describing: key, registry: registry)
            read(&fields)
            return (key, fields.descriptions)
        }
        return [
            describe("window") { _ = WindowSection(from: &$0) },
            describe("target") { _ = TargetSection(from: &$0) },
            describe("split") { _ = SplitSection(from: &$0) },
        ]
    }

    /// Where a field's value stands, the section where it is absent.
    func location(of key: String) -> SourceLocation { places[key] ?? location }

    /// Whether some examples measure progress during training.
    public var holdsBackValidation: Bool { split.validation > 0 }

    /// Whether the examples of a part follow each other in the order of the source's rows.
    public var isChronological: Bool { split.order == .chronological }

    /// The rows between the window's last one and the target's.
    var targetOffset: Int { target.offset ?? (window == nil ? 0 : 1) }
}

/// What stands in the section.
private struct Members {
    let source: (any DataSource)?
    let columns: [PlacedName]
    let derivations: [Derivation]
    let window: WindowSection?
    let target: TargetSection?
    let weight: String?
    let split: SplitSection?
    let normalization: NormalizationKind
    let scale: Double?

    init(from fields: inout Fields) {
        source = fields.component("source", .dataSource, default: nil, "Where the data come from.")
        columns = fields.names("columns", "The columns that the model is given, in this order.")
        derivations = Derivation.read(&fields)
        window = fields.group("window", "The rows that make one example; without it, each row is one.", read: WindowSection.init)
        target = fields.group("target", "What is to be predicted.", read: TargetSection.init)
        weight = fields.optionalString(
            "weight", "The column that says how much an example counts in the loss: its number in the target's row, at least 0.")
        split = fields.group("split", "The examples held back for validation and test.", read: SplitSection.init)
        normalization = fields.choice(
            "normalize", default: .unchanged,
            "Bring each column to mean 0 and variance 1, or to 0…1, by what the training part shows; targets too, unless they are classes.")
        scale = fields.optionalNumber("scale", "A factor for every input value, for sources without columns; 1 where absent.")
        guard let source else { return }
        switch type(of: source).form {
        case .table: checkTable(&fields)
        case .examples: checkExamples(source, &fields)
        }
        checkSplit(&fields)
    }

    private func checkTable(_ fields: inout Fields) {
        if columns.isEmpty { fields.report(.fieldNeeded, "'columns' must name at least one column of the table", at: "columns") }
        if target?.columns.isEmpty != false {
            fields.report(.fieldNeeded, "'target' must name at least one of the table's columns in its 'columns'", at: "target")
        }
        if scale != nil { fields.report(.fieldInapplicable, "'scale' is for sources without columns: use 'normalize'", at: "scale") }
        if let target, target.isChange, window == nil, target.offset == nil {
            fields.report(.target, "without a window the offset is 0, where the change is always 0: give a 'window' or an 'offset'", at: "target")
        }
    }

    private func checkExamples(_ source: some DataSource, _ fields: inout Fields) {
        let name = type(of: source).typeName
        func refuse(_ key: String, _ isGiven: Bool) {
            if isGiven { fields.report(.fieldInapplicable, "'\(key)' does not apply to the source '\(name)', which has no columns", at: key) }
        }
        refuse("columns", !columns.isEmpty)
        refuse("derive", !derivations.isEmpty)
        refuse("window", window != nil)
        refuse("weight", weight != nil)
        if let target, !target.columns.isEmpty || target.offset != nil || target.isChange {
            fields.report(.fieldInapplicable, "only 'unit', 'classes' and 'normalize' of a target apply to the source '\(name)'", at: "target")
        }
        if !type(of: source).isNormalizable, normalization != .unchanged {
            fields.report(
                .fieldInapplicable, "'normalize' does not apply to the source '\(name)': use 'scale', such as 0.00392156862745098 for bytes",
                at: "normalize")
        }
        if source.hasTestPart, let split, split.test > 0 {
            fields.report(.split, "the source has a test part of its own: leave out the 'test' of the split", at: "split")
        }
    }

    private func checkSplit(_ fields: inout Fields) {
        guard let window, let split, split.order == .shuffled, split.validation + split.test > 0, window.stride < window.span else { return }
        fields.report(
            Diagnostic(
                DataCode.splitOverlap, severity: .warning,
                "data: shuffled windows overlap: validation and test share rows with training, so that they look better than they are",
                at: fields.location(of: "split"), notes: [Diagnostic.Note("\"order\": \"chronological\" keeps them apart")]))
    }
}

extension String {
    /// `models` of `models/net.json`; empty where there is no folder.
    fileprivate var folder: String {
        guard let slash = lastIndex(of: "/") else { return "" }
        return slash == startIndex ? "/" : String(self[..<slash])
    }
}
