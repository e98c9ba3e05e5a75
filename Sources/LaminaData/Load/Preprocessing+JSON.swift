import LaminaKit

extension Preprocessing {
    static let format = "lamina/preprocessing-1"

    /// The value from which `init(json:)` makes an equal one.
    public var json: JSONValue {
        [
            "format": .string(Self.format),
            "source": source,
            "columns": .array(columns.map { .string($0) }),
            "derive": .array(derivations),
            "window": window.map {
                ["length": .integer($0.length), "stride": .integer($0.stride), "sampling_rate": .integer($0.samplingRate)]
            } ?? .null,
            "scale": .number(scale),
            "inputs": Self.json(inputScalings),
            "target": [
                "columns": .array(target.columns.map { .string($0) }),
                "scaling": Self.json(target.scalings),
                "offset": .integer(target.offset),
                "change": .boolean(target.isChange),
                "unit": target.unit.map { .string($0) } ?? .null,
                "classes": .array(target.classNames.map { .string($0) }),
            ],
        ]
    }

    private static func json(_ scalings: [Scaling]) -> JSONValue {
        ["offset": .array(scalings.map { .number($0.offset) }), "divisor": .array(scalings.map { .number($0.divisor) })]
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
        let columns = fields.names("columns", "The input's columns.").map(\.name)
        let derivations = Derivation.read(&fields).map(\.json)
        let window = fields.group("window", "The window.", read: WindowSection.init)
        let scale = fields.number("scale", "The factor of the raw inputs.")
        let inputs = fields.group("inputs", "The inputs' scaling.", read: Self.scalings) ?? []
        let target = fields.group("target", "The target.", read: Self.target) ?? Self.identity.target
        if !columns.isEmpty, !inputs.isEmpty, columns.count != inputs.count {
            fields.report(.preprocessing, "\(inputs.count) scalings for \(columns.count) columns", at: "inputs")
        }
        fields.reportUnknownKeys()
        if fields.hasErrors { throw DiagnosticFailure(diagnostics: fields.diagnostics) }
        self.init(
            source: source, columns: columns, inputScalings: inputs, scale: scale, derivations: derivations, window: window, target: target,
            registry: registry ?? DataPack.registry)
    }

    private static func target(_ fields: inout Fields) -> Target {
        let columns = fields.names("columns", "The target's columns.").map(\.name)
        let scalings = fields.group("scaling", "The target's scaling.", read: scalings) ?? []
        if !columns.isEmpty, !scalings.isEmpty, columns.count != scalings.count {
            fields.report(.preprocessing, "\(scalings.count) scalings for \(columns.count) columns", at: "scaling")
        }
        return Target(
            columns: columns, scalings: scalings, offset: fields.integer("offset", in: 0...Fields.largestInteger, "The rows ahead."),
            isChange: fields.boolean("change", "Whether it is a change."), unit: fields.optionalString("unit", "The unit."),
            classNames: fields.names("classes", "The names of the classes.").map(\.name))
    }

    private static func scalings(_ fields: inout Fields) -> [Scaling] {
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
