import LaminaKit

extension Preprocessing {
    /// A table's inputs as the model sees them.
    ///
    /// - Throws: at the first value that is no finite 32-bit float once normalised.
    func inputRows(_ columns: TableColumns) throws(DiagnosticFailure) -> [InputRows] {
        var ports: [InputRows] = []
        for (position, input) in inputs.enumerated() {
            if let text = input.text {
                ports.append(InputRows(values: try wordNumbers(text, columns, position), columnCount: text.width, cut: input.cut, isText: true))
                continue
            }
            let width = columns.inputs[position].count
            var values = [Float](repeating: 0, count: columns.rowCount * width)
            for (place, column) in columns.inputs[position].enumerated() {
                let scaling = input.scalings.isEmpty ? .identity : input.scalings[place]
                for row in column.indices {
                    let value = Float(scaling.scaled(column[row]))
                    guard value.isFinite else {
                        let request = columns.query.inputs[position][place]
                        let message = "column '\(request.name)': the value \(column[row]) is no finite 32-bit float once normalised"
                        throw DiagnosticFailure(diagnostics: [columns.diagnostic(.notFinite, message, row: row, column: request)])
                    }
                    values[row * width + place] = value
                }
            }
            ports.append(InputRows(values: values, columnCount: width, cut: input.cut))
        }
        return ports
    }

    /// An input's texts as word numbers, row by row.
    private func wordNumbers(_ text: TextVectorization, _ columns: TableColumns, _ position: Int) throws(DiagnosticFailure) -> [Float] {
        let request = columns.query.inputs[position][0]
        let (count, overflows) = columns.rowCount.multipliedReportingOverflow(by: text.width)
        guard !overflows, count <= DataLimits.values else {
            let message = "column '\(request.name)': \(columns.rowCount) texts of \(text.width) words are more than \(DataLimits.values) values"
            throw DiagnosticFailure(diagnostics: [columns.diagnostic(.tooLarge, message, row: 0, column: request)])
        }
        let rows = columns.texts.map(text.numbers)
        return columns.inputs[position][0].flatMap { rows[Int($0)] }
    }

    /// A column of words as their numbers in the first input's vocabulary.
    private func words(_ column: [Double], _ columns: TableColumns) -> [Double] {
        guard let text = inputs[0].text else { return column }
        let numbers = columns.texts.map { Double(text.number(of: $0)) }
        return column.map { numbers[Int($0)] }
    }

    /// A table's targets as the loss sees them.
    ///
    /// - Throws: where not all of them, or not the difference of any two of a column, are finite 32-bit floats once normalised.
    func targetRows(_ columns: TableColumns) throws(DiagnosticFailure) -> [TargetRows] {
        var ports: [TargetRows] = []
        for (position, target) in targets.enumerated() {
            let own = target.isWord ? columns.targets[position].map { words($0, columns) } : columns.targets[position]
            let scalings = target.scalings.isEmpty ? Array(repeating: Scaling.identity, count: own.count) : target.scalings
            for (place, column) in own.enumerated() {
                guard let least = column.indices.min(by: { column[$0] < column[$1] }), let greatest = column.indices.max(by: { column[$0] < column[$1] })
                else { continue }
                let bounds = target.isChange
                    ? [(least, column[least] - column[greatest]), (greatest, column[greatest] - column[least])]
                    : [(least, column[least]), (greatest, column[greatest])]
                for (row, value) in bounds where !Float(scalings[place].scaled(value)).isFinite {
                    let request = columns.query.targets[position][place]
                    let message = "target '\(request.name)': \(value) is no finite 32-bit float once normalised"
                    throw DiagnosticFailure(diagnostics: [columns.diagnostic(.notFinite, message, row: row, column: request)])
                }
            }
            ports.append(
                TargetRows(values: own.interleaved, columnCount: own.count, scalings: scalings, offset: target.offset, isChange: target.isChange))
        }
        return ports
    }
}

extension [[Double]] {
    /// Columns as rows, one after the other.
    var interleaved: [Double] {
        let rowCount = first?.count ?? 0
        var rows = [Double](repeating: 0, count: rowCount * count)
        for (position, column) in enumerated() {
            for row in 0..<rowCount { rows[row * count + position] = column[row] }
        }
        return rows
    }
}
