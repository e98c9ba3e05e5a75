import Lamina

extension Fields {
    /// `"search"`: paths with the values to try.
    mutating func axes(_ key: String) -> [SearchFile.Axis] {
        let type = FieldType.dictionary(of: .either([.array(of: .anything, count: 1...Fields.largestInteger), .object]))
        guard let node = node(key, type, isRequired: true, summary: "The fields to vary, by path, each with a list of values or a range.") else { return [] }
        guard node.kind == .object else {
            report(Diagnostic(FieldCode.type, "\(subject): field '\(key)' must be an object of paths, found \(node.snippet)", at: node.location))
            return []
        }
        if node.members.isEmpty {
            report(Diagnostic(FieldCode.range, "\(subject): field '\(key)' must hold at least one path, such as \"layers.hidden.units\": [8, 16]", at: node.location))
        }
        return node.members.compactMap { member in
            domain(member).map { SearchFile.Axis(path: member.key, key: member.keyLocation, domain: $0) }
        }
    }

    private mutating func domain(_ member: JSONMember) -> SearchDomain? {
        let value = member.value
        switch value.kind {
        case .array: return choices(member)
        case .object: return range(member)
        default:
            report(
                Diagnostic(
                    FieldCode.type,
                    "\(subject): '\(member.key)' must be a list of values, or an object with a \"type\" such as \"uniform\", found \(value.snippet)",
                    at: value.location, notes: [Diagnostic.Note("one value for all trials goes into \"set\"")]))
            return nil
        }
    }

    private mutating func choices(_ member: JSONMember) -> SearchDomain? {
        let nodes = member.value.elements
        var values: [JSONValue] = []
        for node in nodes {
            let value = JSONValue(node).canonical
            if values.contains(value) {
                report(Diagnostic(FieldCode.range, "\(subject): '\(member.key)' lists \(node.snippet) twice", at: node.location))
            }
            values.append(value)
        }
        if nodes.isEmpty {
            report(Diagnostic(FieldCode.range, "\(subject): '\(member.key)' must list at least one value", at: member.value.location))
            return nil
        }
        return .choices(nodes.map(JSONValue.init))
    }

    private mutating func range(_ member: JSONMember) -> SearchDomain? {
        var fields = Fields(member.value, subject: "\(subject): '\(member.key)'", registry: registry)
        let scale: SearchDomain.Scale = fields.choice("type", "How values lie between the bounds.")
        let (from, to, step, points): (Double, Double, Int, Int?)
        if scale == .integer {
            let bounds = -Fields.largestInteger...Fields.largestInteger
            from = Double(fields.integer("from", in: bounds, "The least value."))
            to = Double(fields.integer("to", in: bounds, "The greatest value."))
            step = fields.positiveInteger("step", default: 1, "From each value to the next.")
            points = nil
        } else {
            let numbers = scale == .logUniform ? NumberRange.positive : .any
            from = fields.number("from", in: numbers, "The lower bound.")
            to = fields.number("to", in: numbers, "The upper bound.")
            step = 1
            points = fields.optionalInteger("points", in: 2...SearchFile.maximumTrials, "How many values a grid tries.")
        }
        if !fields.hasErrors, !(from < to) || !(to - from).isFinite { fields.report("'to' must be greater than 'from'", at: "to") }
        fields.reportUnknownKeys()
        for diagnostic in fields.diagnostics { report(diagnostic) }
        return fields.hasErrors ? nil : .range(SearchDomain.Range(scale: scale, from: from, to: to, step: step, points: points))
    }

    /// `"set"`: paths with the value that all trials have.
    mutating func settings(_ key: String) -> [SearchFile.Setting] {
        guard let node = node(key, .dictionary(of: .anything), summary: "Fields that have another value than in the model, by path.") else { return [] }
        guard node.kind == .object else {
            report(Diagnostic(FieldCode.type, "\(subject): field '\(key)' must be an object of paths, found \(node.snippet)", at: node.location))
            return []
        }
        return node.members.map { SearchFile.Setting(path: $0.key, key: $0.keyLocation, value: JSONValue($0.value)) }
    }

    private enum StrategyName: String, CaseIterable {
        case grid, random
    }

    /// `"grid"`, or `{ "type": "random", "trials": 20, "seed": 1 }`.
    mutating func strategy(_ key: String) -> SearchFile.Strategy {
        let type = FieldType.either([.choice(["grid"]), .object])
        guard let node = node(key, type, summary: "All combinations, or some by lot.") else { return .grid }
        if node.string == StrategyName.grid.rawValue { return .grid }
        guard node.kind == .object else {
            let isRandom = node.string == StrategyName.random.rawValue
            report(
                Diagnostic(
                    isRandom ? FieldCode.missing : node.kind == .string ? .choice : .type,
                    "\(subject): field '\(key)' must be \"grid\" or { \"type\": \"random\", \"trials\": 20, \"seed\": 1 }, found \(node.snippet)",
                    at: node.location))
            return .grid
        }
        var fields = Fields(node, subject: "\(subject): \(key)", registry: registry)
        let name: StrategyName = fields.choice("type", "All combinations, or some by lot.")
        var strategy = SearchFile.Strategy.grid
        if name == .random {
            let trials = fields.integer("trials", in: 1...SearchFile.maximumTrials, "How many trials.")
            let seed = fields.integer("seed", in: 0...Int.max, default: 0, "Which lot.")
            strategy = .random(trials: trials, seed: UInt64(seed))
        }
        if !fields.hasErrors || name == .random { fields.reportUnknownKeys() }
        for diagnostic in fields.diagnostics { report(diagnostic) }
        return strategy
    }
}
