import LaminaKit

/// The columns that the section uses, derived ones too, without the rows that lack a value in one of them.
struct TableColumns {
    let inputs: [[Double]]
    let targets: [[Double]]
    let weights: [Double]?
    /// Each row's place in the file.
    let rowNumbers: [Int]
    let table: Table

    /// - Parameter targetContent: how cells of the target columns are read.
    static func read(
        _ source: any DataSource, folder: String, columns: [PlacedName], derivations: [any DerivedColumn], targets: [PlacedName],
        targetContent: ColumnRequest.Content, weight: PlacedName? = nil
    ) throws(DiagnosticFailure) -> TableColumns {
        let requests = requests(
            columns: columns + (weight.map { [$0] } ?? []), derivations: derivations, targets: targets, targetContent: targetContent)
        let request = DataRequest(folder: folder, columns: requests, derivedNames: derivations.map(\.fields.name))
        guard case .table(let table) = try source.read(request) else {
            preconditionFailure("a source of the form table gives a table")
        }
        precondition(table.values.count == requests.count, "a table holds a column for each request")
        try checkSize(table.rowCount, requests.count + derivations.count + columns.count + targets.count, at: columns.first?.location)

        let places = Dictionary(uniqueKeysWithValues: requests.enumerated().map { (ColumnKey(name: $1.name, content: $1.content), $0) })
        func values(_ name: String, _ content: ColumnRequest.Content, _ derived: [String: [Double]]) -> [Double] {
            if let column = derived[name] { return column }
            guard let index = places[ColumnKey(name: name, content: content)] else { preconditionFailure("each column is requested") }
            return table.values[index]
        }
        var derived: [String: [Double]] = [:]
        for derivation in derivations {
            let column = derivation.values(from: values(derivation.fields.column.name, derivation.content, derived))
            precondition(column.count == table.rowCount, "a derived column has a value for each row")
            derived[derivation.fields.name.name] = column
        }
        return TableColumns(
            inputs: columns.map { values($0.name, .number, derived) },
            targets: targets.map { values($0.name, derived[$0.name] == nil ? targetContent : .number, derived) },
            weights: weight.map { values($0.name, .number, derived) }, table: table)
    }

    private init(inputs: [[Double]], targets: [[Double]], weights: [Double]?, table: Table) {
        let used = inputs + targets + (weights.map { [$0] } ?? [])
        let kept = (0..<table.rowCount).filter { row in used.allSatisfy { !$0[row].isNaN } }
        let keepsAll = kept.count == table.rowCount
        self.inputs = keepsAll ? inputs : inputs.map { column in kept.map { column[$0] } }
        self.targets = keepsAll ? targets : targets.map { column in kept.map { column[$0] } }
        self.weights = keepsAll ? weights : weights.map { column in kept.map { column[$0] } }
        self.table = table
        rowNumbers = kept
    }

    /// What the file must hold, each once: a derived column may be made from one that is derived before it.
    private static func requests(
        columns: [PlacedName], derivations: [any DerivedColumn], targets: [PlacedName], targetContent: ColumnRequest.Content
    ) -> [ColumnRequest] {
        var requests: [ColumnRequest] = []
        var requested: Set<ColumnKey> = []
        var derived: Set<String> = []
        func add(_ name: PlacedName, _ content: ColumnRequest.Content) {
            guard !derived.contains(name.name), requested.insert(ColumnKey(name: name.name, content: content)).inserted else { return }
            requests.append(ColumnRequest(name: name.name, content: content, location: name.location))
        }
        for derivation in derivations {
            add(derivation.fields.column, derivation.content)
            derived.insert(derivation.fields.name.name)
        }
        for column in columns { add(column, .number) }
        for target in targets { add(target, targetContent) }
        return requests
    }

    private static func checkSize(_ rowCount: Int, _ columnCount: Int, at location: SourceLocation?) throws(DiagnosticFailure) {
        let (count, overflows) = rowCount.multipliedReportingOverflow(by: columnCount)
        guard overflows || count > DataLimits.values else { return }
        throw DiagnosticFailure(diagnostics: [
            Diagnostic(
                DataCode.tooLarge, "data: \(rowCount) rows of \(columnCount) columns are more than \(DataLimits.values) values", at: location)
        ])
    }
}

/// What makes two requests the same one.
private struct ColumnKey: Hashable {
    let name: String
    let content: ColumnRequest.Content
}
