import LaminaKit

extension TableColumns {
    /// The rows of each sequence of a table.
    ///
    /// - Throws: rows without a key; a key that comes again after another one: such rows would make two sequences where one was meant.
    static func sequences(_ table: Table, _ request: DataRequest) throws(DiagnosticFailure) -> [Range<Int>] {
        guard let place = request.key else { return [] }
        let name = request.columns[place].name
        let keys = table.values[place]
        var diagnostics = Diagnostics()
        var firstRows: [Double: Int] = [:]
        let runs = keys.runs
        func location(_ row: Int) -> SourceLocation? { table.location(ofRow: row) ?? request.columns[place].location }
        for run in runs where diagnostics.errorCount < DataLimits.mistakes {
            let key = keys[run.lowerBound]
            let text = key.isNaN ? "" : table.text(numbered: key)
            guard let text else {
                diagnostics.report(table.textUnknown(key, column: name, at: location(run.lowerBound)))
                continue
            }
            if text.isEmpty {
                diagnostics.report(
                    Diagnostic(DataCode.csvMissing, "column '\(name)': the row does not say to which sequence it belongs", at: location(run.lowerBound)))
            } else if let first = firstRows[key] {
                diagnostics.report(
                    Diagnostic(
                        DataCode.sequenceApart, "column '\(name)': the rows of sequence '\(text)' do not follow each other: sort the file by '\(name)'",
                        at: location(run.lowerBound), notes: [Diagnostic.Note("it begins here", at: location(first))]))
            }
            firstRows[key] = firstRows[key] ?? run.lowerBound
        }
        try diagnostics.throwIfErrors()
        return runs
    }

    /// The same after rows were left out; a sequence without rows is none.
    static func sequences(_ sequences: [Range<Int>], keeping kept: [Int]) -> [Range<Int>] {
        var start = 0
        return sequences.compactMap { rows in
            var end = start
            while end < kept.count, kept[end] < rows.upperBound { end += 1 }
            defer { start = end }
            return start < end ? start..<end : nil
        }
    }

    /// Checks that targets, weights and inputs of one row are the same in all rows of a sequence.
    ///
    /// - Parameter cuts: of the inputs.
    func checkSequences(_ cuts: [RowCut]) throws(DiagnosticFailure) {
        guard let sequences else { return }
        var columns: [(ColumnRequest, [Double])] = []
        for (position, cut) in cuts.enumerated() where cut == .row { columns += zip(query.inputs[position], inputs[position]) }
        for (requests, values) in zip(query.targets, targets) { columns += zip(requests, values) }
        if let weight = query.weight, let weights {
            columns.append((ColumnRequest(name: weight.name, content: .number, location: weight.location), weights))
        }
        var diagnostics = Diagnostics()
        for (request, values) in columns {
            for rows in sequences where diagnostics.errorCount < DataLimits.mistakes {
                guard let other = rows.first(where: { values[$0] != values[rows.lowerBound] }) else { continue }
                let message = "column '\(request.name)': what holds for a sequence must stand in all its rows, found another value than in the first"
                diagnostics.report(
                    diagnostic(
                        .sequenceValue, message, row: other, column: request,
                        notes: [Diagnostic.Note("the sequence begins here", at: location(row: rows.lowerBound))]))
            }
        }
        try diagnostics.throwIfErrors()
    }
}
