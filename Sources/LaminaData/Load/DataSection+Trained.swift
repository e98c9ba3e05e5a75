import LaminaKit

extension DataSection {
    /// Whether a model trained on the section means nothing without the preprocessing that was stored with its weights.
    public var needsStoredPreprocessing: Bool { normalization != .unchanged || scale != 1 || inputs.contains { $0.text != nil } }

    /// Where the section says otherwise than the one that weights were trained with; nil where predictions mean the same by both.
    public func disagreement(with trained: Preprocessing) -> Diagnostic? {
        func compare(_ key: String, at location: SourceLocation?, _ own: JSONValue, _ stored: JSONValue) -> Diagnostic? {
            guard own.canonical != stored.canonical else { return nil }
            let name = key == "normalize" ? "\"normalize\":" : "the \(key)"
            return Diagnostic(
                DataCode.preprocessing,
                "data: the weights were trained with \(name) \(stored.serialized(pretty: false)), the section says \(own.serialized(pretty: false))",
                at: location ?? self.location, notes: [Diagnostic.Note("train again, or go back to the section that the weights were trained with")])
        }
        func names(_ ports: [String?]) -> JSONValue { .names(ports.map { $0 ?? "" }) }
        let isTable = source.isTable
        if isTable, let difference = compare("inputs", at: location(of: "inputs"), names(inputs.map(\.port?.name)), names(trained.inputs.map(\.port))) {
            return difference
        }
        for (own, stored) in zip(inputs, trained.inputs) where isTable || inputs.count == trained.inputs.count {
            let pairs: [(String, JSONValue, JSONValue)] = [
                ("columns", .names(own.columns.map(\.name)), .names(stored.columns)),
                ("window", Self.json(own.cut.window), Self.json(stored.cut.window)),
                ("sequence", own.cut.sequence?.json ?? .null, stored.cut.sequence?.json ?? .null),
                ("text", own.text?.json ?? .null, stored.text?.section.json ?? .null),
            ]
            for (key, section, weights) in pairs {
                if let difference = compare(key, at: own.location(of: key), section, weights) { return difference }
            }
        }
        return compare("derive", at: location(of: "derive"), .array(derivations.map(\.json)), .array(trained.derivations))
            ?? compare("scale", at: location(of: "scale"), .number(scale), .number(trained.scale))
            ?? compare("normalize", at: location(of: "normalize"), .string(normalization.rawValue), .string(trained.normalization.rawValue))
            ?? compare("target", at: location(of: "target"), .array(targetJSON(trained)), .array(trained.targets.map(\.comparable)))
            ?? zip(inputs, trained.inputs).lazy.filter { _ in isTable }.compactMap { own, stored in
                compare(
                    "normalize", at: own.location(of: "normalize"), .boolean(normalization != .unchanged && own.isNormalized && own.text == nil),
                    .boolean(!stored.scalings.isEmpty))
            }.first
    }

    /// The stride decides which windows are looked at, not what they mean.
    private static func json(_ window: WindowSection?) -> JSONValue {
        window.map { ["length": .integer($0.length), "sampling_rate": .integer($0.samplingRate)] } ?? .null
    }

    private func targetJSON(_ trained: Preprocessing) -> [JSONValue] {
        guard source.isTable else { return exampleTargetJSON(trained) }
        return targets.map { target in
            Preprocessing.Target.comparable(
                columns: target.columns.map(\.name), offset: offset(of: target), isChange: target.isChange, classes: target.classes.map(\.name),
                isNormalized: isNormalized(target))
        }
    }

    /// How many targets a source of examples has, and whether they are normalised, is known only with its files: it is taken as stored.
    private func exampleTargetJSON(_ trained: Preprocessing) -> [JSONValue] {
        trained.targets.enumerated().map { index, stored in
            let target = targets[min(index, targets.count - 1)]
            return Preprocessing.Target.comparable(
                columns: target.columns.map(\.name), offset: stored.offset, isChange: target.isChange, classes: target.classes.map(\.name),
                isNormalized: !stored.scalings.isEmpty)
        }
    }
}

extension Preprocessing.Target {
    fileprivate var comparable: JSONValue {
        Self.comparable(columns: columns, offset: offset, isChange: isChange, classes: isWord ? [] : classNames, isNormalized: !scalings.isEmpty)
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
