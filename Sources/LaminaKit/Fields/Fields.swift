/// One object of a model file while a component reads it.
///
/// Each read declares a field: its key, type, default and meaning. Mistakes become diagnostics at the value; the read then
/// answers with a stand-in, so that one pass finds every mistake. Keys that nobody asked for are errors by construction.
/// With no object behind it the same reads only describe: that is where the schema and the documentation come from.
public struct Fields {
    /// Large enough for every real size; products of two fit an `Int`.
    public static let largestInteger = Int(Int32.max)

    /// Who reads, as messages name it: `layer 'fc2' (Dense)`.
    public let subject: String
    public let registry: Registry
    /// The files that components name.
    public let files: IncludedFiles
    public private(set) var descriptions: [FieldDescription] = []
    public private(set) var diagnostics: [Diagnostic] = []
    private let node: JSONNode?
    private let location: SourceLocation?
    /// What files that the object names say: it belongs to what the object means.
    public private(set) var inclusions: [JSONValue] = []
    private var isWrongElsewhere = false
    /// Fields that are reported already: nothing more is said of their stand-ins.
    private var wrongKeys: Set<String> = []

    /// Reads `node`, an object. `location` is what a missing field is reported at, the object itself where nil.
    public init(
        _ node: JSONNode, subject: String, registry: Registry, files: IncludedFiles = IncludedFiles(), location: SourceLocation? = nil
    ) {
        self.node = node
        self.files = files
        self.subject = subject
        self.registry = registry
        self.location = location ?? node.location
    }

    /// Reads nothing: every field takes its default.
    public init(describing subject: String, registry: Registry) {
        node = nil
        location = nil
        files = IncludedFiles()
        self.subject = subject
        self.registry = registry
    }

    /// Defaults for a component that is named without an object, such as `"activation": "relu"`; a missing field is reported at the name.
    init(named location: SourceLocation, subject: String, registry: Registry, files: IncludedFiles) {
        node = nil
        self.files = files
        self.location = location
        self.subject = subject
        self.registry = registry
    }

    public var hasErrors: Bool { isWrongElsewhere || diagnostics.contains { $0.severity == .error } }

    /// Takes what a file that the object names means into what the object means: `ModelDefinition` compares it.
    public mutating func include(_ definition: JSONValue) {
        inclusions.append(definition)
    }

    /// Makes the value wrong without a word: the mistake is reported already, at another place that names the same file.
    public mutating func markWrong() {
        isWrongElsewhere = true
    }

    /// Takes over what was found in an object inside this one.
    mutating func take(from inner: Fields) {
        diagnostics += inner.diagnostics
        inclusions += inner.inclusions
        isWrongElsewhere = isWrongElsewhere || inner.isWrongElsewhere
    }

    /// Where a field's value stands, the object where it is absent.
    public func location(of key: String) -> SourceLocation? {
        node?[key]?.value.location ?? location
    }

    /// What the object says that is not the default anyway, in one spelling and by key: two objects of one meaning give the same.
    public var given: [(key: String, value: JSONValue)] {
        (node?.members ?? []).map { (key: $0.key, value: JSONValue($0.value).canonical) }.filter { member in
            descriptions.first { $0.key == member.key }?.defaultValue?.canonical != member.value
        }.sorted { $0.key < $1.key }
    }

    public mutating func report(_ diagnostic: Diagnostic) {
        diagnostics.append(diagnostic)
    }

    /// Reports a mistake that shows only once the field is read, unless the field is reported already.
    public mutating func report(_ message: String, at key: String, code: FieldCode = .range) {
        guard wrongKeys.insert(key).inserted else { return }
        report(Diagnostic(code, "\(subject): \(message)", at: location(of: key)))
    }

    /// Declares a field without reading it: another stage reads it.
    @discardableResult
    public mutating func node(_ key: String, _ type: FieldType, isRequired: Bool = false, summary: String) -> JSONNode? {
        declare(key, type, default: isRequired ? nil : .null, summary)
        guard let member = node?[key] else {
            if isRequired { reportMissing(key, type) }
            return nil
        }
        return member.value
    }

    /// Reports every key that nobody asked for. Called once, after the component is read.
    public mutating func reportUnknownKeys() {
        guard let node else { return }
        let known = descriptions.map(\.key)
        for member in node.members where !known.contains(member.key) {
            var notes: [Diagnostic.Note] = []
            if let suggestion = Suggestion.closest(to: member.key, in: known) {
                notes.append(Diagnostic.Note("did you mean '\(suggestion)'?"))
                // A misspelled field is one mistake, not an unknown one and a missing one.
                let missing = missingMessage(suggestion)
                diagnostics.removeAll { $0.code == FieldCode.missing.rawValue && $0.message.hasPrefix(missing) }
            } else if !known.isEmpty {
                notes.append(Diagnostic.Note("known fields: \(known.sorted().joined(separator: ", "))"))
            }
            report(Diagnostic(FieldCode.unknown, "\(subject): unknown field '\(member.key)'", at: member.keyLocation, notes: notes))
        }
    }

    /// The one path that every typed read takes, for values that have no read of their own.
    ///
    /// - Parameters:
    ///   - type: what the value must be, as messages and the schema say it.
    ///   - defaultValue: nil makes the field required.
    ///   - standIn: the answer where the file is wrong; never used further.
    ///   - decode: the value of a node, nil where it is not of the type.
    public mutating func read<T>(
        _ key: String, _ type: FieldType, default defaultValue: (value: T, json: JSONValue)?, standIn: T, summary: String,
        decode: (JSONNode) -> T?
    ) -> T {
        declare(key, type, default: defaultValue?.json, summary)
        guard let member = node?[key] else {
            if defaultValue == nil { reportMissing(key, type) }
            return defaultValue?.value ?? standIn
        }
        if let value = decode(member.value) { return value }
        let code = isOutOfRange(member.value, type) ? FieldCode.range : isNotAChoice(member.value, type) ? .choice : .type
        var notes: [Diagnostic.Note] = []
        if let names = choices(type), let found = member.value.string, let suggestion = Suggestion.closest(to: found, in: names) {
            notes.append(Diagnostic.Note("did you mean \"\(suggestion)\"?"))
        }
        wrongKeys.insert(key)
        let expected = isTooLarge(member.value, type) ? "\(type) up to \(Self.largestInteger)" : "\(type)"
        report(
            Diagnostic(
                code, "\(subject): field '\(key)' must be \(expected), found \(member.value.snippet)", at: member.value.location,
                notes: notes))
        return standIn
    }

    /// Whether only the limit stands in the way that every integer has and no description names.
    private func isTooLarge(_ node: JSONNode, _ type: FieldType) -> Bool {
        switch type {
        case .integer(let range): range.upperBound == Self.largestInteger && (node.double ?? 0) > Double(Self.largestInteger)
        case .optional(let type): isTooLarge(node, type)
        default: false
        }
    }

    mutating func declare(_ key: String, _ type: FieldType, default defaultValue: JSONValue?, _ summary: String) {
        guard !descriptions.contains(where: { $0.key == key }) else { return }
        descriptions.append(FieldDescription(key: key, type: type, defaultValue: defaultValue, summary: summary))
    }

    private mutating func reportMissing(_ key: String, _ type: FieldType) {
        guard location != nil else { return }
        wrongKeys.insert(key)
        report(Diagnostic(FieldCode.missing, "\(missingMessage(key)) \(type)", at: location))
    }

    private func missingMessage(_ key: String) -> String {
        "\(subject): field '\(key)' is missing: it must be"
    }

    private func isOutOfRange(_ node: JSONNode, _ type: FieldType) -> Bool {
        switch type {
        case .integer: node.integer != nil || isTooLarge(node, type)
        case .number: node.kind == .number
        case .array: node.kind == .array
        case .optional(let type): isOutOfRange(node, type)
        default: false
        }
    }

    private func isNotAChoice(_ node: JSONNode, _ type: FieldType) -> Bool {
        choices(type) != nil && node.kind == .string
    }

    private func choices(_ type: FieldType) -> [String]? {
        switch type {
        case .choice(let names): names
        case .optional(let type): choices(type)
        default: nil
        }
    }
}
