import LaminaKit

/// What stands in the section, checked in itself.
struct SectionMembers {
    let source: (any DataSource)?
    let inputs: [InputSection]
    let derivations: [Derivation]
    let targets: [TargetSection]
    let weight: String?
    let split: SplitSection?
    let normalization: NormalizationKind
    let scale: Double?
    /// The short spelling's only input and target.
    private let input: InputSection
    private let target: TargetSection?
    private let hasNamedInputs: Bool
    private let hasNamedTargets: Bool

    init(from fields: inout Fields) {
        source = fields.component("source", .dataSource, default: nil, "Where the data come from.")
        input = InputSection(from: &fields)
        let namedInputs = fields.groups(
            "inputs", "Of a model of several inputs, each one's columns and window or sequence, by its name; in place of those of the section."
        ) { InputSection(from: &$0, port: $1) }
        derivations = Derivation.read(&fields)
        target = fields.group("target", "What is to be predicted.", read: TargetSection.init)
        let namedTargets = fields.groups("targets", "Of a model of several outputs, each one's target by its name; in place of 'target'.") {
            TargetSection(from: &$0, port: $1)
        }
        hasNamedInputs = namedInputs != nil
        hasNamedTargets = namedTargets != nil
        let words = source.flatMap { type(of: $0).textColumn }
        inputs = (namedInputs ?? [input]).map { input in words.map(input.reading) ?? input }
        targets = (namedTargets ?? [target ?? .absent]).map { target in words.map(target.reading) ?? target }
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
        if words != nil { checkWords(&fields) }
        if source.hasTestPart, let split, split.test > 0 {
            fields.report(.split, "the source has a test part of its own: leave out the 'test' of the split", at: "split")
        }
        checkOverlap(&fields)
    }

    private func checkTable(_ fields: inout Fields) {
        checkSpelling(&fields)
        for input in inputs where input.columns.isEmpty {
            report(.fieldNeeded, input.port, "'columns' must name at least one column of the table", at: input.location(of: "columns"), &fields)
        }
        for target in targets where target.columns.isEmpty {
            let location = target.port?.location ?? fields.location(of: "target")
            report(.fieldNeeded, target.port, "'target' must name at least one of the table's columns in its 'columns'", at: location, &fields)
        }
        for input in inputs where input.text != nil {
            guard let column = input.columns.first(where: { column in derivations.contains { $0.name.name == column.name } }) else { continue }
            report(.fieldInapplicable, input.port, "'\(column.name)' is derived, a column of numbers: it has no text", at: input.location(of: "text"), &fields)
        }
        for input in inputs where input.text != nil && input.text?.length == nil && source.flatMap({ type(of: $0).textColumn }) == nil {
            let message = "'text' must say how many words a text becomes: 'output_sequence_length'"
            report(.fieldNeeded, input.port, message, at: input.location(of: "text"), &fields)
        }
        if scale != nil { fields.report(.fieldInapplicable, "'scale' is for sources without columns: use 'normalize'", at: "scale") }
        if inputs.contains(where: { $0.cut.sequence != nil }) { checkSequences(&fields) } else { checkWindows(&fields) }
    }

    /// Each of input and target is spelt in one way.
    private func checkSpelling(_ fields: inout Fields) {
        let single = [
            ("columns", !input.columns.isEmpty), ("window", input.cut.window != nil), ("sequence", input.cut.sequence != nil), ("text", input.text != nil),
        ]
        for (key, isGiven) in single where hasNamedInputs && isGiven {
            fields.report(.fieldInapplicable, "beside 'inputs' each input says its own '\(key)'", at: key)
        }
        if hasNamedTargets, target != nil {
            fields.report(.fieldInapplicable, "'target' and 'targets' exclude each other", at: "target")
        }
    }

    private func checkWindows(_ fields: inout Fields) {
        let windows = inputs.compactMap(\.cut.window)
        if let other = inputs.first(where: { $0.cut.window.map { $0.stride != windows[0].stride } ?? false }) {
            report(
                .fieldInapplicable, other.port, "windows begin together: all must have one 'stride'", at: other.location(of: "window"), &fields)
        }
        for target in targets where target.isChange && windows.isEmpty && target.offset == nil {
            let location = target.port?.location ?? fields.location(of: "target")
            let message = "without a window the offset is 0, where the change is always 0: give a 'window' or an 'offset'"
            report(.target, target.port, message, at: location, &fields)
        }
        if weight != nil, Set(targets.map(\.offset)).count > 1 {
            fields.report(.weight, "the targets stand in rows of different offsets: which row's weight counts is not said", at: "weight")
        }
    }

    private func checkSequences(_ fields: inout Fields) {
        let key = inputs.lazy.compactMap(\.cut.sequence).first?.key.name
        for input in inputs {
            if input.cut.window != nil {
                let message = "examples are windows or sequences, not both: another input has a 'sequence'"
                report(.fieldInapplicable, input.port, message, at: input.location(of: "window"), &fields)
            }
            if let other = input.cut.sequence?.key, other.name != key {
                report(.fieldInapplicable, input.port, "all sequences go by one column, found '\(key ?? "")' and '\(other.name)'", at: other.location, &fields)
            }
        }
        for target in targets where target.offset.map({ $0 > 0 }) ?? false || target.isChange {
            let location = target.port?.location ?? fields.location(of: "target")
            report(.target, target.port, "a sequence has one target: 'offset' and 'change' do not apply", at: location, &fields)
        }
    }

    /// Of words an example is a window, and the target the word after it.
    private func checkWords(_ fields: inout Fields) {
        if inputs.count > 1 || targets.count > 1 {
            fields.report(.fieldInapplicable, "a text has one input and one target", at: inputs.count > 1 ? "inputs" : "targets")
        }
        for input in inputs {
            if input.cut.window == nil {
                report(.fieldNeeded, input.port, "'window' must say how many words an example has", at: input.location(of: "window"), &fields)
            }
            if input.text?.length != nil {
                report(.fieldInapplicable, input.port, "a row is one word: leave out 'output_sequence_length'", at: input.location(of: "text"), &fields)
            }
        }
        for target in targets where target.isChange || !target.classes.isEmpty {
            let message = "the target is a word: 'change' and 'classes' do not apply"
            report(.target, target.port, message, at: target.port?.location ?? fields.location(of: "target"), &fields)
        }
        if weight != nil || !derivations.isEmpty {
            fields.report(.fieldInapplicable, "a text has no other column than its words", at: weight != nil ? "weight" : "derive")
        }
    }

    private func checkExamples(_ source: some DataSource, _ fields: inout Fields) {
        let name = type(of: source).typeName
        func refuse(_ key: String, _ isGiven: Bool) {
            if isGiven { fields.report(.fieldInapplicable, "'\(key)' does not apply to the source '\(name)', which has no columns", at: key) }
        }
        refuse("columns", !input.columns.isEmpty)
        refuse("inputs", hasNamedInputs)
        refuse("derive", !derivations.isEmpty)
        refuse("window", input.cut.window != nil)
        refuse("sequence", input.cut.sequence != nil)
        refuse("text", input.text != nil)
        refuse("weight", weight != nil)
        checkSpelling(&fields)
        for target in targets where !target.columns.isEmpty || target.offset != nil || target.isChange {
            let location = target.port?.location ?? fields.location(of: "target")
            report(
                .fieldInapplicable, target.port, "only 'unit', 'classes' and 'normalize' of a target apply to the source '\(name)'", at: location,
                &fields)
        }
        if !type(of: source).isNormalizable, normalization != .unchanged {
            fields.report(
                .fieldInapplicable, "'normalize' does not apply to the source '\(name)': use 'scale', such as 0.00392156862745098 for bytes",
                at: "normalize")
        }
    }

    private func checkOverlap(_ fields: inout Fields) {
        guard let split, split.order == .shuffled, split.validation + split.test > 0,
            inputs.contains(where: { $0.cut.window.map { $0.stride < $0.span } ?? false })
        else { return }
        fields.report(
            Diagnostic(
                DataCode.splitOverlap, severity: .warning,
                "data: shuffled windows overlap: validation and test share rows with training, so that they look better than they are",
                at: fields.location(of: "split"), notes: [Diagnostic.Note("\"order\": \"chronological\" keeps them apart")]))
    }

    private func report(_ code: DataCode, _ port: PlacedName?, _ message: String, at location: SourceLocation?, _ fields: inout Fields) {
        let subject = port.map { "\(fields.subject): '\($0.name)'" } ?? fields.subject
        fields.report(Diagnostic(code, "\(subject): \(message)", at: location))
    }
}
