import LaminaKit

/// The columns that a query asks for, derived ones too, without the rows that lack a value in one of them.
struct TableColumns {
    /// For each input its columns, for each target its own.
    let inputs: [[[Double]]]
    let targets: [[[Double]]]
    let weights: [Double]?
    /// The rows of each sequence; nil where rows make none.
    let sequences: [Range<Int>]?
    /// Each row's place in the file.
    let rowNumbers: [Int]
    let query: TableQuery
    private let table: Table

    var rowCount: Int { rowNumbers.count }
    /// The different texts that stand in columns of text.
    var texts: [String] { table.texts }

    /// The table and, where the source keeps one apart, that of the test part.
    static func read(
        _ source: any DataSource, folder: String, _ query: TableQuery
    ) throws(DiagnosticFailure) -> (training: TableColumns, test: TableColumns?) {
        let request = query.request(folder: folder)
        guard case .table(let table, let test) = try source.read(request) else {
            preconditionFailure("a source of the form table gives a table")
        }
        let training = try TableColumns(table, request, query)
        var testing: TableColumns?
        if let test { testing = try TableColumns(test, request, query) }
        return (training, testing)
    }

    private init(_ table: Table, _ request: DataRequest, _ query: TableQuery) throws(DiagnosticFailure) {
        precondition(table.values.count == request.columns.count, "a table holds a column for each request")
        try Self.checkSize(table.rowCount, request, query)
        let sequences = request.key == nil ? nil : try Self.sequences(table, request)
        let places = Dictionary(uniqueKeysWithValues: request.columns.enumerated().map { (ColumnKey($1), $0) })
        var derived: [String: [Double]] = [:]
        func values(_ name: String, _ content: ColumnRequest.Content) -> [Double] {
            if let column = derived[name] { return column }
            guard let index = places[ColumnKey(name, content)] else { preconditionFailure("each column is requested") }
            return table.values[index]
        }
        for derivation in query.derivations {
            let column = values(derivation.fields.column.name, derivation.content)
            // What a column derives from its past ends where a sequence begins.
            let parts = sequences?.map { derivation.values(from: Array(column[$0])) } ?? [derivation.values(from: column)]
            derived[derivation.fields.name.name] = Array(parts.joined())
            precondition(derived[derivation.fields.name.name]!.count == table.rowCount, "a derived column has a value for each row")
        }
        let inputs = query.inputs.map { $0.map { values($0.name, $0.content) } }
        let targets = query.targets.map { $0.map { values($0.name, $0.content) } }
        let weights = query.weight.map { values($0.name, .number) }
        for (requests, columns) in zip(query.inputs + query.targets, inputs + targets) {
            try Self.checkTexts(table, requests, columns)
        }

        let used = Array(inputs.joined()) + Array(targets.joined()) + (weights.map { [$0] } ?? [])
        let kept = (0..<table.rowCount).filter { row in used.allSatisfy { !$0[row].isNaN } }
        let keepsAll = kept.count == table.rowCount
        func rows(_ column: [Double]) -> [Double] { keepsAll ? column : kept.map { column[$0] } }
        self.inputs = inputs.map { $0.map(rows) }
        self.targets = targets.map { $0.map(rows) }
        self.weights = weights.map(rows)
        self.sequences = sequences.map { keepsAll ? $0 : Self.sequences($0, keeping: kept) }
        rowNumbers = kept
        self.query = query
        self.table = table
    }

    /// A mistake in a row that is left, counted from 0, or where the query names the column if rows have no place.
    func diagnostic(_ code: DataCode, _ message: String, row: Int, column: ColumnRequest? = nil, notes: [Diagnostic.Note] = []) -> Diagnostic {
        let location = location(row: row) ?? column?.location
        return Diagnostic(code, "data: \(message)", at: location, path: table.text?.path, notes: notes)
    }

    func location(row: Int) -> SourceLocation? { table.location(ofRow: rowNumbers[row]) }

    /// Where targets stand, for messages.
    var places: RecordPlaces {
        guard let text = table.text else { return .records(path: nil) }
        return .ranges(table.rows.isEmpty ? [] : rowNumbers.map { table.rows[$0] }, in: text)
    }

    /// A value of a column of text must name one of the table's texts.
    private static func checkTexts(_ table: Table, _ requests: [ColumnRequest], _ columns: [[Double]]) throws(DiagnosticFailure) {
        for (request, column) in zip(requests, columns) where request.content.isText {
            guard let row = column.firstIndex(where: { !$0.isNaN && table.text(numbered: $0) == nil }) else { continue }
            let location = table.location(ofRow: row) ?? request.location
            throw DiagnosticFailure(diagnostics: [table.textUnknown(column[row], column: request.name, at: location)])
        }
    }

    private static func checkSize(_ rowCount: Int, _ request: DataRequest, _ query: TableQuery) throws(DiagnosticFailure) {
        let columnCount = request.columns.count + query.derivations.count + query.inputs.joined().count + query.targets.joined().count
        let (count, overflows) = rowCount.multipliedReportingOverflow(by: columnCount)
        guard overflows || count > DataLimits.values else { return }
        throw DiagnosticFailure(diagnostics: [
            Diagnostic(
                DataCode.tooLarge, "data: \(rowCount) rows of \(columnCount) columns are more than \(DataLimits.values) values",
                at: query.inputs.first?.first?.location)
        ])
    }
}
