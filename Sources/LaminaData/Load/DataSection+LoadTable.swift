import LaminaKit

extension DataSection {
    func loadTable(_ trained: Preprocessing?, _ fold: Fold?) throws(DiagnosticFailure) -> LoadedData {
        let tables = try TableColumns.read(source, folder: folder, query)
        let columns = tables.training
        try columns.checkSequences(inputs.map(\.cut))
        let partition =
            columns.sequences.map { Partition(sequences: $0, split: split, fold: fold) }
            ?? Partition(windows: windows(columns), split: split, fold: fold)
        try checkCounts(partition, columns, fold)
        let preprocessing = trained ?? preprocessing(columns, partition)

        let rows = try tableRows(columns, preprocessing)
        var parts: [DataPart: any ExampleSource] = partition.examples.mapValues { TableExamples(rows: rows, examples: $0) }
        var testRows: TableRows?
        if let test = tables.test {
            try test.checkSequences(inputs.map(\.cut))
            let examples = test.sequences ?? windows(test).inside(0..<test.rowCount)
            guard !examples.isEmpty else {
                throw failure(.tooFewRows, "the test part's file has \(test.rowCount.rows): \(need)", at: "source")
            }
            let rows = try tableRows(test, preprocessing)
            parts[.test] = TableExamples(rows: rows, examples: examples)
            testRows = rows
        }
        let labels = [(columns, rows), tables.test.flatMap { table in testRows.map { (table, $0) } }].compactMap { $0 }.flatMap { columns, rows in
            rows.targets.enumerated().map {
                Labels(target: $0, values: $1.values, valuesPerRecord: $1.columnCount, places: columns.places)
            }
        }
        return LoadedData(
            training: parts[.training]!, validation: parts[.validation], test: parts[.test], preprocessing: preprocessing, labels: labels)
    }

    private var query: TableQuery {
        func requests(_ columns: [PlacedName], _ content: ColumnRequest.Content) -> [ColumnRequest] {
            columns.map { column in
                let isDerived = derivations.contains { $0.name.name == column.name }
                return ColumnRequest(name: column.name, content: isDerived ? .number : content, location: column.location)
            }
        }
        return TableQuery(
            inputs: inputs.map { requests($0.columns, $0.text?.content(of: source) ?? .number) },
            targets: targets.map { requests($0.columns, content(of: $0)) },
            derivations: derivations.map(\.column), weight: weight, key: sequenceKey)
    }

    private func content(of target: TargetSection) -> ColumnRequest.Content {
        if hasWords, let text = inputs[0].text { return text.content(of: source) }
        return target.classes.isEmpty ? .number : .label(target.classes.map(\.name))
    }

    /// The rows of the longest window.
    private var span: Int { inputs.compactMap(\.cut.window).map(\.span).max() ?? 1 }

    /// The rows from a window's first one to its farthest target, both included.
    private var reach: Int { span + (targets.map { offset(of: $0) }.max() ?? 0) }

    private var stride: Int { inputs.lazy.compactMap(\.cut.window).first?.stride ?? 1 }

    private func windows(_ columns: TableColumns) -> Windows {
        Windows(rowNumbers: columns.rowNumbers, stride: stride, span: span, reach: reach)
    }

    /// What the training part shows.
    private func preprocessing(_ columns: TableColumns, _ partition: Partition) -> Preprocessing {
        let texts = columns.texts
        let inputs = zip(self.inputs, columns.inputs).map { input, columns in
            Preprocessing.Input(
                port: input.port?.name, columns: input.columns.map(\.name),
                scalings: normalization == .unchanged || !input.isNormalized || input.text != nil
                    ? [] : columns.map { column in normalization.scaling(of: partition.trainingRows.lazy.map { column[$0] }) },
                cut: input.cut,
                text: input.text.map { section in
                    TextVectorization(section, fitting: texts, uses: partition.trainingRows.lazy.map { Int(columns[0][$0]) })
                })
        }
        let words = inputs[0].vocabulary ?? []
        let lastRows = partition.examples[.training]!.map { $0.upperBound - 1 }
        let targets = zip(self.targets, columns.targets).map { target, columns in
            let offset = offset(of: target)
            let scalings = !isNormalized(target) ? [] : columns.map { column in
                normalization.scaling(of: lastRows.lazy.map { target.isChange ? column[$0 + offset] - column[$0] : column[$0 + offset] })
            }
            return Preprocessing.Target(
                port: target.port?.name, columns: target.columns.map(\.name), scalings: scalings, offset: offset, isChange: target.isChange,
                unit: target.unit, classNames: hasWords ? words : target.classes.map(\.name), isWord: hasWords)
        }
        return Preprocessing(
            source: sourceDefinition, inputs: inputs, normalization: normalization, scale: 1, derivations: derivations.map(\.json),
            targets: targets, registry: registry)
    }

    private func tableRows(_ columns: TableColumns, _ preprocessing: Preprocessing) throws(DiagnosticFailure) -> TableRows {
        TableRows(
            inputs: try preprocessing.inputRows(columns), targets: try preprocessing.targetRows(columns), weights: try weights(columns),
            weightOffset: offset(of: targets[0]))
    }

    private func weights(_ columns: TableColumns) throws(DiagnosticFailure) -> [Float]? {
        guard let weights = columns.weights, let weight else { return nil }
        if let wrong = weights.firstIndex(where: { $0 < 0 || !Float($0).isFinite }) {
            let message = "column '\(weight.name)': a weight must be a number of at least 0, found \(weights[wrong])"
            throw DiagnosticFailure(diagnostics: [columns.places.diagnostic(.weight, message, record: wrong)])
        }
        return weights.map { Float($0) }
    }
}

extension DataSection {
    private var need: String { "one example needs \(reach.rows) (from the first row of its window to its target)" }

    private func checkCounts(_ partition: Partition, _ columns: TableColumns, _ fold: Fold?) throws(DiagnosticFailure) {
        var diagnostics = Diagnostics()
        for part in DataPart.allCases where partition.examples[part]?.isEmpty == true {
            let (message, location) = shortage(of: part, partition, columns, fold)
            diagnostics.report(Diagnostic(DataCode.tooFewRows, "data: \(message)", at: location))
        }
        try diagnostics.throwIfErrors()
    }

    /// Why a part has no example.
    private func shortage(
        of part: DataPart, _ partition: Partition, _ columns: TableColumns, _ fold: Fold?
    ) -> (message: String, location: SourceLocation) {
        let rowCount = columns.rowCount
        let splitLocation = location(of: "split")
        if let sequences = columns.sequences {
            let count = sequences.count == 1 ? "1 sequence" : "\(sequences.count) sequences"
            return ("the split leaves no sequence to the \(part.rawValue) part: the table has \(count)", splitLocation)
        }
        let cutLocation = inputs.first { $0.cut.window != nil }?.location(of: "window") ?? location(of: "source")
        if rowCount < reach { return ("the table has \(rowCount.rows): \(need)", cutLocation) }
        if split.order == .shuffled {
            let dealt = partition.examples.values.reduce(0) { $0 + $1.count }
            return ("the split leaves no example to the \(part.rawValue) part: \(rowCount.rows) give \(dealt)\(strideNote)", splitLocation)
        }
        let rows = split.ranges(rowCount, fold)[part]!.map(\.count).max() ?? 0
        if rows >= reach { return ("the \(part.rawValue) part has no \(reach.rows) without a gap: \(need)", cutLocation) }
        return ("the split leaves \(rows) of \(rowCount.rows) to the \(part.rawValue) part: \(need)", splitLocation)
    }

    private var strideNote: String { stride > 1 ? ", one each \(stride) rows (the window's stride)" : "" }
}

extension Int {
    /// `1 row`, `2 rows`.
    fileprivate var rows: String { self == 1 ? "1 row" : "\(self) rows" }
}
