import LaminaKit

/// Raw data made ready for a trained model.
public struct PreparedInputs: Sendable {
    /// Every complete window (or row); the last one ends at the file's last row. The targets mean nothing.
    public let examples: any ExampleSource
    private let windows: WindowExamples
    private let preprocessing: Preprocessing

    init(_ windows: WindowExamples, _ preprocessing: Preprocessing) {
        examples = windows
        self.windows = windows
        self.preprocessing = preprocessing
    }

    /// A model output for example `index` as an absolute value in real units.
    public func forecast(_ output: Float, _ index: Int, column: Int = 0) -> Double {
        let value = preprocessing.targetScaling(column).unscaled(Double(output))
        return preprocessing.target.isChange ? value + windows.now(index, column: column) : value
    }
}

extension Preprocessing {
    /// Reads a file whose columns are those of the training data, with the training source's delimiter and treatment of missing values,
    /// and does to it what was done to them. The target's columns need not be there, unless it is a change.
    ///
    /// - Throws: the file's mistakes; too few rows for one window; a preprocessing without columns.
    public func prepare(csv path: String) throws(DiagnosticFailure) -> PreparedInputs {
        try prepare(from: try source(of: path), folder: "", path: path)
    }

    private func source(of path: String) throws(DiagnosticFailure) -> any DataSource {
        let standard = CSVSource(file: PlacedName(path), missing: .error, delimiter: .comma)
        guard source != .null else { return standard }
        let trained: (any DataSource)? = try read(["source": source]) { $0.optionalComponent("source", .dataSource, "") }
        return trained?.reading(file: path) ?? standard
    }

    /// The same for what any source of tables gives.
    ///
    /// - Parameter folder: to which the source's file names are relative; empty for the working directory.
    public func prepare(from source: any DataSource, folder: String = "") throws(DiagnosticFailure) -> PreparedInputs {
        guard type(of: source).form == .table else {
            throw Self.failure(.preprocessing, "the source '\(type(of: source).typeName)' has no columns", path: folder)
        }
        return try prepare(from: source, folder: folder, path: folder)
    }

    private func prepare(from source: any DataSource, folder: String, path: String) throws(DiagnosticFailure) -> PreparedInputs {
        guard !columns.isEmpty else {
            throw Self.failure(.preprocessing, "the model was not trained on a table: it has no columns to look for", path: path)
        }
        let columns = try TableColumns.read(
            source, folder: folder, columns: self.columns.map { PlacedName($0) }, derivations: try derivedColumns(),
            targets: target.isChange ? target.columns.map { PlacedName($0) } : [], targetContent: .number)
        let window = self.window ?? .row
        let partition = Partition(rowNumbers: columns.rowNumbers, stride: 1, span: window.span, reach: window.span, split: .allForTraining)
        guard let starts = partition.starts[.training], !starts.isEmpty else {
            throw Self.failure(.tooFewRows, "the file has only \(columns.rowNumbers.count) rows: one window needs \(window.span)", path: path)
        }
        var rows = [Float](repeating: 0, count: columns.rowNumbers.count * columns.inputs.count)
        for (position, column) in columns.inputs.enumerated() {
            let scaling = inputScalings.isEmpty ? .identity : inputScalings[position]
            for row in column.indices {
                let value = Float(scaling.scaled(column[row]))
                guard value.isFinite else {
                    let name = self.columns[position]
                    throw Self.failure(.notFinite, "column '\(name)': \(column[row]) is no finite 32-bit float once normalised", path: path)
                }
                rows[row * columns.inputs.count + position] = value
            }
        }
        let tableRows = TableRows(
            columnCount: columns.inputs.count, inputs: rows, targetCount: columns.targets.count, targets: columns.targets.interleaved,
            targetScalings: columns.targets.map { _ in .identity })
        return PreparedInputs(
            WindowExamples(rows: tableRows, starts: starts, window: window, hasTimeAxis: self.window != nil, offset: 0, isChange: false), self)
    }

    private func derivedColumns() throws(DiagnosticFailure) -> [any DerivedColumn] {
        try read(["derive": .array(derivations)]) { Derivation.read(&$0).map(\.column) }
    }

    /// Reads definitions of the model file again.
    private func read<Part>(_ definitions: JSONValue, _ part: (inout Fields) -> Part) throws(DiagnosticFailure) -> Part {
        let text = SourceText(path: "preprocessing", text: definitions.serialized())
        var fields = Fields(try JSONDocument.parse(text).root, subject: "preprocessing", registry: registry)
        let found = part(&fields)
        if fields.hasErrors { throw DiagnosticFailure(diagnostics: fields.diagnostics) }
        return found
    }

    private static func failure(_ code: DataCode, _ message: String, path: String) -> DiagnosticFailure {
        DiagnosticFailure(diagnostics: [Diagnostic(code, message, path: path)])
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
