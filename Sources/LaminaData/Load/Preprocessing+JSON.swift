import LaminaKit

extension Preprocessing {
    static let format = "lamina/preprocessing-3"

    /// The value from which `init(json:)` makes an equal one.
    public var json: JSONValue {
        [
            "format": .string(Self.format),
            "source": source,
            "derive": .array(derivations),
            "scale": .number(scale),
            "normalize": .string(normalization.rawValue),
            "inputs": .array(inputs.map(\.json)),
            "targets": .array(targets.map(\.json)),
        ]
    }

    /// Reads what `json` wrote.
    ///
    /// - Parameter registry: where the derived columns are found; Lamina's own where nil.
    /// - Throws: every mistake, at its place in the text.
    public init(json: JSONNode, registry: Registry? = nil) throws(DiagnosticFailure) {
        guard json.kind == .object else {
            throw DiagnosticFailure(diagnostics: [
                Diagnostic(DataCode.preprocessing, "preprocessing: expected an object, found \(json.snippet)", at: json.location)
            ])
        }
        var fields = Fields(json, subject: "preprocessing", registry: registry ?? DataPack.registry)
        let format = fields.string("format", "The format's name and version.")
        if json["format"] != nil, format != Self.format {
            fields.report(.preprocessing, "expected format \"\(Self.format)\", found \"\(format)\"", at: "format")
        }
        let source = fields.node("source", .optional(.component(.dataSource)), summary: "How a file is read.").map(JSONValue.init) ?? .null
        let derivations = Derivation.read(&fields).map(\.json)
        let scale = fields.number("scale", "The factor of the raw inputs.")
        let normalization: NormalizationKind = fields.choice("normalize", "How the inputs were scaled.")
        let inputs = fields.list("inputs", "The inputs.", read: Input.init)
        let targets = fields.list("targets", "The targets.", read: Target.init)
        if !fields.hasErrors, inputs.isEmpty || targets.isEmpty {
            fields.report(.preprocessing, "there must be an input and a target", at: inputs.isEmpty ? "inputs" : "targets")
        }
        if !fields.hasErrors, normalization == .unchanged, inputs.contains(where: { !$0.scalings.isEmpty }) {
            fields.report(.preprocessing, "scalings of inputs, but normalize is \"\(normalization.rawValue)\"", at: "inputs")
        }
        fields.reportUnknownKeys()
        if fields.hasErrors { throw DiagnosticFailure(diagnostics: fields.diagnostics) }
        self.init(
            source: source, inputs: inputs, normalization: normalization, scale: scale, derivations: derivations,
            targets: targets.map { $0.isWord ? $0.naming(inputs[0].vocabulary ?? []) : $0 },
            registry: registry ?? DataPack.registry)
    }
}

extension Preprocessing.Input {
    fileprivate init(from fields: inout Fields) {
        port = fields.optionalString("port", "The model's input.")
        columns = fields.names("columns", "The input's columns.").map(\.name)
        let window = fields.group("window", "The window.", read: WindowSection.init)
        let sequence = fields.group("sequence", "The sequences.", read: SequenceSection.init)
        cut = sequence.map { .sequence($0) } ?? window.map { .window($0) } ?? .row
        text = fields.group("text", "The words.", read: TextVectorization.init)
        scalings = fields.group("scaling", "The input's scaling.", read: [Scaling].read) ?? []
        fields.checkCount(scalings, of: columns)
        if text != nil, columns.count != 1 { fields.report(.preprocessing, "text is one column, found \(columns.count)", at: "columns") }
    }

    fileprivate var json: JSONValue {
        [
            "port": port.map { .string($0) } ?? .null, "columns": .names(columns),
            "window": cut.window.map {
                ["length": .integer($0.length), "stride": .integer($0.stride), "sampling_rate": .integer($0.samplingRate)]
            } ?? .null,
            "sequence": cut.sequence?.json ?? .null, "text": text?.json ?? .null, "scaling": scalings.json,
        ]
    }
}

extension Preprocessing.Target {
    fileprivate init(from fields: inout Fields) {
        port = fields.optionalString("port", "The model's output.")
        columns = fields.names("columns", "The target's columns.").map(\.name)
        scalings = fields.group("scaling", "The target's scaling.", read: [Scaling].read) ?? []
        offset = fields.integer("offset", in: 0...Fields.largestInteger, "The rows ahead.")
        isChange = fields.boolean("change", "Whether it is a change.")
        unit = fields.optionalString("unit", "The unit.")
        classNames = fields.names("classes", "The names of the classes.").map(\.name)
        isWord = fields.boolean("word", default: false, "Whether it is a word of the first input's vocabulary.")
        fields.checkCount(scalings, of: columns)
    }

    fileprivate var json: JSONValue {
        [
            "port": port.map { .string($0) } ?? .null, "columns": .names(columns), "scaling": scalings.json, "offset": .integer(offset),
            "change": .boolean(isChange), "unit": unit.map { .string($0) } ?? .null, "classes": .names(isWord ? [] : classNames),
            "word": .boolean(isWord),
        ]
    }
}

extension Preprocessing.Target {
    /// A word with the names of all.
    fileprivate func naming(_ words: [String]) -> Self {
        Self(
            port: port, columns: columns, scalings: scalings, offset: offset, isChange: isChange, unit: unit, classNames: words, isWord: isWord)
    }
}

extension TextVectorization {
    fileprivate init(from fields: inout Fields) {
        let section = TextSection(from: &fields)
        let vocabulary = fields.names("vocabulary", count: 0...Fields.largestInteger, "The words in the order of their numbers.").map(\.name)
        if !fields.hasErrors, !vocabulary.starts(with: Self.reserved) {
            fields.report(.preprocessing, "a vocabulary begins with \"\" and \"[UNK]\"", at: "vocabulary")
        }
        self.init(section, vocabulary: vocabulary)
    }

    fileprivate var json: JSONValue {
        guard case .object(let members) = section.json else { preconditionFailure("an object") }
        return .object(members + [("vocabulary", .names(vocabulary))])
    }
}

extension [Scaling] {
    fileprivate var json: JSONValue {
        ["offset": .array(map { .number($0.offset) }), "divisor": .array(map { .number($0.divisor) })]
    }

    fileprivate static func read(_ fields: inout Fields) -> [Scaling] {
        let offsets = numbers("offset", in: .any, &fields)
        let divisors = numbers("divisor", in: .positive, &fields)
        if offsets.count != divisors.count {
            fields.report(.preprocessing, "\(offsets.count) offsets, but \(divisors.count) divisors", at: "divisor")
        }
        return zip(offsets, divisors).map { Scaling(offset: $0, divisor: $1) }
    }

    private static func numbers(_ key: String, in range: NumberRange, _ fields: inout Fields) -> [Double] {
        let type = FieldType.array(of: .number(range), count: 0...Fields.largestInteger)
        guard let node = fields.node(key, type, isRequired: true, summary: "One number a column.") else { return [] }
        let numbers = node.elements.compactMap(\.double).filter(range.contains)
        if node.kind != .array || numbers.count != node.count {
            fields.report(.preprocessing, "field '\(key)' must be \(type), found \(node.snippet)", at: key)
        }
        return numbers
    }
}

extension Fields {
    /// Of named columns all are scaled, or none.
    fileprivate mutating func checkCount(_ scalings: [Scaling], of columns: [String]) {
        guard !columns.isEmpty, !scalings.isEmpty, columns.count != scalings.count else { return }
        report(.preprocessing, "\(scalings.count) scalings for \(columns.count) columns", at: "scaling")
    }
}

extension JSONValue {
    static func names(_ names: [String]) -> JSONValue { .array(names.map { .string($0) }) }
}
