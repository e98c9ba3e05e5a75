import LaminaKit

extension DataSection {
    /// Whether a model trained on the section means nothing without the preprocessing that was stored with its weights.
    public var needsStoredPreprocessing: Bool { normalization != .unchanged || scale != 1 }

    /// Where the section says otherwise than the one that weights were trained with; nil where predictions mean the same by both.
    public func disagreement(with trained: Preprocessing) -> Diagnostic? {
        func compare(_ key: String, _ own: JSONValue, _ stored: JSONValue) -> Diagnostic? {
            guard own.canonical != stored.canonical else { return nil }
            return Diagnostic(
                DataCode.preprocessing,
                "data: the weights were trained with \(name(of: key)) \(stored.serialized(pretty: false)), the section says \(own.serialized(pretty: false))",
                at: location(of: key), notes: [Diagnostic.Note("train again, or go back to the section that the weights were trained with")])
        }
        return compare("columns", .names(columns.map(\.name)), .names(trained.columns))
            ?? compare("derive", .array(derivations.map(\.json)), .array(trained.derivations))
            ?? compare("window", Self.json(window), Self.json(trained.window))
            ?? compare("scale", .number(scale), .number(trained.scale))
            ?? compare("normalize", .string(normalization.rawValue), .string(trained.normalization.rawValue))
            ?? compare("target", targetJSON(trained), trained.target.comparable)
    }

    private func name(of key: String) -> String { key == "normalize" ? "\"normalize\":" : "the \(key)" }

    /// The stride decides which windows are looked at, not what they mean.
    private static func json(_ window: WindowSection?) -> JSONValue {
        window.map { ["length": .integer($0.length), "sampling_rate": .integer($0.samplingRate)] } ?? .null
    }

    /// Whether the target of a source of examples is normalised is known only with its files: it is taken as stored.
    private func targetJSON(_ trained: Preprocessing) -> JSONValue {
        let isTable = type(of: source).form == .table
        return Preprocessing.Target.comparable(
            columns: target.columns.map(\.name), offset: isTable ? targetOffset : trained.target.offset, isChange: target.isChange,
            classes: target.classes.map(\.name), isNormalized: isTable ? isTargetNormalized : !trained.target.scalings.isEmpty)
    }
}

extension Preprocessing {
    /// One scaling a column, also where nothing is normalised.
    func inputScalings(count: Int) -> [Scaling] {
        inputScalings.isEmpty ? Array(repeating: .identity, count: count) : inputScalings
    }

    func targetScalings(count: Int) -> [Scaling] {
        target.scalings.isEmpty ? Array(repeating: .identity, count: count) : target.scalings
    }
}

extension Preprocessing.Target {
    fileprivate var comparable: JSONValue {
        Self.comparable(columns: columns, offset: offset, isChange: isChange, classes: classNames, isNormalized: !scalings.isEmpty)
    }

    fileprivate static func comparable(
        columns: [String], offset: Int, isChange: Bool, classes: [String], isNormalized: Bool
    ) -> JSONValue {
        [
            "columns": .names(columns), "offset": .integer(offset), "change": .boolean(isChange), "classes": .names(classes),
            "normalize": .boolean(isNormalized),
        ]
    }
}

extension JSONValue {
    fileprivate static func names(_ names: [String]) -> JSONValue { .array(names.map { .string($0) }) }
}
