import LaminaKit

/// Raw data made ready for a trained model.
public struct PreparedInputs: Sendable {
    /// Every complete window, row or sequence; the last one ends at the file's last row. The targets mean nothing.
    public let examples: any ExampleSource
    private let rows: TableExamples
    private let preprocessing: Preprocessing

    init(_ rows: TableExamples, _ preprocessing: Preprocessing) {
        examples = rows
        self.rows = rows
        self.preprocessing = preprocessing
    }

    /// A model output for example `index` as an absolute value in real units.
    public func forecast(_ output: Float, _ index: Int, column: Int = 0, target: Int = 0) -> Double {
        let value = preprocessing.targetScaling(column, target: target).unscaled(Double(output))
        return preprocessing.targets[target].isChange ? value + rows.now(index, target: target, column: column) : value
    }
}

extension Preprocessing {
    /// Reads a file whose columns are those of the training data, with the training source's delimiter and treatment of missing values,
    /// and does to it what was done to them. The target's columns need not be there, unless it is a change.
    ///
    /// - Throws: the file's mistakes; too few rows for one window; a preprocessing without columns.
    public func prepare(csv path: String) throws(DiagnosticFailure) -> PreparedInputs {
        try prepare(csv: try SourceText.read(dataFile: path, maximumBytes: Self.maximumCSVBytes, namedAt: nil))
    }

    /// The same of a text that is read already.
    public func prepare(csv text: SourceText) throws(DiagnosticFailure) -> PreparedInputs {
        try prepare(from: try source(of: text), folder: "", path: text.path)
    }

    /// The longest CSV text that is read.
    public static let maximumCSVBytes = DataLimits.csvBytes

    private func source(of text: SourceText) throws(DiagnosticFailure) -> any DataSource {
        let standard = CSVSource(text)
        guard source != .null else { return standard }
        let trained: (any DataSource)? = try read(["source": source]) { $0.optionalComponent("source", .dataSource, "") }
        return trained?.reading(text) ?? standard
    }

    /// The same for what any source of tables gives.
    ///
    /// - Parameter folder: to which the source's file names are relative; empty for the working directory.
    public func prepare(from source: any DataSource, folder: String = "") throws(DiagnosticFailure) -> PreparedInputs {
        guard source.isTable else {
            throw Self.failure(.preprocessing, "the source '\(type(of: source).typeName)' has no columns", path: folder)
        }
        return try prepare(from: source, folder: folder, path: folder)
    }

    private func prepare(from source: any DataSource, folder: String, path: String) throws(DiagnosticFailure) -> PreparedInputs {
        guard inputs.contains(where: { !$0.columns.isEmpty }) else {
            throw Self.failure(.preprocessing, "the model was not trained on a table: it has no columns to look for", path: path)
        }
        func requests(_ columns: [String], _ text: TextVectorization? = nil) -> [ColumnRequest] {
            let content = text?.section.content(of: source) ?? .number
            return columns.map { ColumnRequest(name: $0, content: content) }
        }
        let query = TableQuery(
            inputs: inputs.map { requests($0.columns, $0.text) }, targets: targets.map { $0.isChange ? requests($0.columns) : [] },
            derivations: try derivedColumns(), key: inputs.lazy.compactMap(\.cut.sequence).first?.key)
        let columns = try TableColumns.read(source, folder: folder, query).training
        try columns.checkSequences(inputs.map(\.cut))
        let span = inputs.compactMap(\.cut.window).map(\.span).max() ?? 1
        let windows = Windows(rowNumbers: columns.rowNumbers, stride: 1, span: span, reach: span)
        let examples = columns.sequences ?? windows.inside(0..<columns.rowCount)
        guard !examples.isEmpty else {
            throw Self.failure(.tooFewRows, "the file has only \(columns.rowCount) rows: one window needs \(span)", path: path)
        }
        let targets = zip(self.targets, columns.targets).map { target, values in
            TargetRows(
                values: values.interleaved, columnCount: values.count, scalings: values.map { _ in .identity }, offset: 0, isChange: false)
        }
        let rows = TableRows(inputs: try inputRows(columns), targets: targets, weights: nil, weightOffset: 0)
        return PreparedInputs(TableExamples(rows: rows, examples: examples), self)
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
