import LaminaKit

/// The `data` section of a model file, read and checked in itself; no file is touched before `load`.
public struct DataSection: Sendable {
    let source: any DataSource
    /// The source as it stands in the file.
    let sourceDefinition: JSONValue
    /// At least one; of a source without columns, one that names none.
    private(set) var inputs: [InputSection]
    let derivations: [Derivation]
    /// At least one.
    private(set) var targets: [TargetSection]
    /// The column that says how much each example counts.
    public let weight: PlacedName?
    let split: SplitSection
    let normalization: NormalizationKind
    let scale: Double
    let folder: String
    let location: SourceLocation
    let registry: Registry
    /// The model's ports in its order; empty where nobody has said.
    private(set) var portNames: (inputs: [String], targets: [String]) = ([], [])
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
        let members = SectionMembers(from: &fields)
        fields.reportUnknownKeys()
        diagnostics.report(fields.diagnostics)
        guard !fields.hasErrors, let source = members.source else { return nil }
        self.source = source
        sourceDefinition = node["source"].map { JSONValue($0.value) } ?? .null
        inputs = members.inputs
        derivations = members.derivations
        targets = members.targets
        weight = members.weight.map { PlacedName($0, at: node["weight"]?.value.location) }
        split = members.split ?? .allForTraining
        normalization = members.normalization
        scale = members.scale ?? 1
        folder = SourceText.path(ofFile: ".", namedIn: modelPath)
        location = node.location
        self.registry = registry
        places = Dictionary(node.members.map { ($0.key, $0.value.location) }, uniquingKeysWith: { first, _ in first })
    }

    /// The fields of the section, for the schema.
    public static func fieldDescriptions(registry: Registry) -> [FieldDescription] {
        var fields = Fields(describing: "data", registry: registry)
        _ = SectionMembers(from: &fields)
        return fields.descriptions
    }

    /// Where a field's value stands, the section where it is absent.
    func location(of key: String) -> SourceLocation { places[key] ?? location }

    /// Whether some examples measure progress during training.
    public var holdsBackValidation: Bool { split.validation > 0 }

    /// Whether the examples of a part follow each other in the order of the source's rows.
    public var isChronological: Bool { split.order == .chronological }

    /// Whether the rows of a table are cut into windows.
    var hasWindows: Bool { inputs.contains { $0.cut.window != nil } }

    /// Whether the rows are words: the target is one too.
    var hasWords: Bool { type(of: source).textColumn != nil }

    /// The column by which rows make sequences.
    var sequenceKey: PlacedName? { inputs.lazy.compactMap(\.cut.sequence).first?.key }

    /// The rows between the window's last one and the target's.
    func offset(of target: TargetSection) -> Int { target.offset ?? (hasWindows ? 1 : 0) }

    func isNormalized(_ target: TargetSection) -> Bool {
        normalization != .unchanged && target.isNormalized && target.classes.isEmpty && !hasWords
    }

    /// Sorts what is described by name; and remembers the names for a source that brings its ports itself.
    mutating func arrange(inputNames: [String], targetNames: [String]) {
        func place(_ port: PlacedName?, in names: [String]) -> Int { port.flatMap { names.firstIndex(of: $0.name) } ?? names.count }
        inputs.sort { place($0.port, in: inputNames) < place($1.port, in: inputNames) }
        targets.sort { place($0.port, in: targetNames) < place($1.port, in: targetNames) }
        portNames = (inputNames, targetNames)
    }
}
