import LaminaKit

extension DataSection {
    func loadTable(_ trained: Preprocessing?) throws(DiagnosticFailure) -> LoadedData {
        let classNames = target.classes.map(\.name)
        let columns = try TableColumns.read(
            source, folder: folder, columns: columns, derivations: derivations.map(\.column), targets: target.columns,
            targetContent: classNames.isEmpty ? .number : .label(classNames), weight: weight)
        let window = window ?? .row
        let partition = Partition(
            rowNumbers: columns.rowNumbers, stride: window.stride, span: window.span, reach: reach, split: split)
        try checkCounts(partition, rowCount: columns.rowNumbers.count)

        let inputScalings = trained?.inputScalings(count: columns.inputs.count) ?? columns.inputs.map { column in
            normalization.scaling(of: partition.trainingRows.lazy.map { column[$0] })
        }
        let targetScalings = trained?.targetScalings(count: columns.targets.count) ?? targetScalings(columns, partition, window)
        let rows = TableRows(
            columnCount: columns.inputs.count, inputs: try normalizedRows(columns.inputs, inputScalings),
            targetCount: columns.targets.count, targets: columns.targets.interleaved, targetScalings: targetScalings,
            weights: try weights(columns))
        try checkTargets(rows, columns)
        func examples(_ part: DataPart) -> WindowExamples? {
            partition.starts[part].map {
                WindowExamples(
                    rows: rows, starts: $0, window: window, hasTimeAxis: self.window != nil, offset: targetOffset, isChange: target.isChange)
            }
        }
        return LoadedData(
            training: examples(.training)!, validation: examples(.validation), test: examples(.test),
            preprocessing: trained ?? Preprocessing(
                source: sourceDefinition, columns: self.columns.map(\.name), normalization: normalization,
                inputScalings: normalization == .unchanged ? [] : inputScalings, scale: 1,
                derivations: derivations.map(\.json), window: self.window,
                target: Preprocessing.Target(
                    columns: target.columns.map(\.name), scalings: isTargetNormalized ? targetScalings : [], offset: targetOffset,
                    isChange: target.isChange, unit: target.unit, classNames: classNames), registry: registry),
            labels: [labels(columns)])
    }

    /// The rows from a window's first one to its target, both included.
    private var reach: Int { (window ?? .row).span + targetOffset }

    var isTargetNormalized: Bool { normalization != .unchanged && target.isNormalized && target.classes.isEmpty }

    private func checkCounts(_ partition: Partition, rowCount: Int) throws(DiagnosticFailure) {
        let borders = split.borders(rowCount)
        let rows: [DataPart: Int] = [
            .training: borders.training, .validation: borders.validation - borders.training, .test: rowCount - borders.validation,
        ]
        var diagnostics = Diagnostics()
        for part in DataPart.allCases where partition.starts[part]?.isEmpty == true {
            let need = "one example needs \(reach.rows) (from the first row of its window to its target)"
            let dealt = partition.starts.values.reduce(0) { $0 + $1.count }
            let (found, key) =
                rowCount < reach
                ? ("the table has \(rowCount.rows): \(need)", window == nil ? "source" : "window")
                : split.order == .shuffled
                    ? ("the split leaves no example to the \(part.rawValue) part: \(rowCount.rows) give \(dealt)\(strideNote)", "split")
                    : rows[part]! >= reach
                        ? ("the \(part.rawValue) part has no \(reach.rows) without a gap: \(need)", window == nil ? "source" : "window")
                        : ("the split leaves \(rows[part]!) of \(rowCount.rows) to the \(part.rawValue) part: \(need)", "split")
            diagnostics.report(Diagnostic(DataCode.tooFewRows, "data: \(found)", at: location(of: key)))
        }
        try diagnostics.throwIfErrors()
    }

    private var strideNote: String {
        guard let window, window.stride > 1 else { return "" }
        return ", one each \(window.stride) rows (the window's stride)"
    }

    private func targetScalings(_ columns: TableColumns, _ partition: Partition, _ window: WindowSection) -> [Scaling] {
        guard isTargetNormalized else { return Array(repeating: .identity, count: columns.targets.count) }
        let starts = partition.starts[.training] ?? []
        return columns.targets.map { column in
            normalization.scaling(
                of: starts.lazy.map { start in
                    let last = start + window.span - 1
                    return target.isChange ? column[last + targetOffset] - column[last] : column[last + targetOffset]
                })
        }
    }

    private func normalizedRows(_ columns: [[Double]], _ scalings: [Scaling]) throws(DiagnosticFailure) -> [Float] {
        let rowCount = columns.first?.count ?? 0
        var rows = [Float](repeating: 0, count: rowCount * columns.count)
        for (position, column) in columns.enumerated() {
            for row in 0..<rowCount {
                let value = Float(scalings[position].scaled(column[row]))
                guard value.isFinite else {
                    throw failure(
                        .notFinite, "column '\(self.columns[position].name)': the value \(column[row]) is no finite 32-bit float once normalised",
                        at: "columns")
                }
                rows[row * columns.count + position] = value
            }
        }
        return rows
    }

    /// The bound holds for the difference of any two rows.
    private func checkTargets(_ rows: TableRows, _ columns: TableColumns) throws(DiagnosticFailure) {
        for (position, column) in columns.targets.enumerated() {
            guard let least = column.min(), let greatest = column.max() else { continue }
            let scaling = rows.targetScalings[position]
            let extremes = target.isChange ? [least - greatest, greatest - least] : [least, greatest]
            guard extremes.allSatisfy({ Float(scaling.scaled($0)).isFinite }) else {
                throw failure(
                    .notFinite,
                    "target '\(target.columns[position].name)': not all from \(least) to \(greatest) is a finite 32-bit float once normalised",
                    at: "target")
            }
        }
    }

    private func weights(_ columns: TableColumns) throws(DiagnosticFailure) -> [Float]? {
        guard let weights = columns.weights, let weight else { return nil }
        if let wrong = weights.firstIndex(where: { $0 < 0 || !Float($0).isFinite }) {
            let message = "column '\(weight.name)': a weight must be a number of at least 0, found \(weights[wrong])"
            throw DiagnosticFailure(diagnostics: [places(columns).diagnostic(.weight, message, record: wrong)])
        }
        return weights.map { Float($0) }
    }

    private func labels(_ columns: TableColumns) -> Labels {
        Labels(values: columns.targets.interleaved, valuesPerRecord: columns.targets.count, places: places(columns))
    }

    private func places(_ columns: TableColumns) -> RecordPlaces {
        let ranges = columns.table.rows.isEmpty ? [] : columns.rowNumbers.map { columns.table.rows[$0] }
        return columns.table.text.map { RecordPlaces.ranges(ranges, in: $0) } ?? .records(path: nil)
    }
}

extension Int {
    /// `1 row`, `2 rows`.
    fileprivate var rows: String { self == 1 ? "1 row" : "\(self) rows" }
}
