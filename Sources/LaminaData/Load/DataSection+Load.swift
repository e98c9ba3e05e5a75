import LaminaKit

extension DataSection {
    /// Reads the files, cuts the windows, splits and normalises.
    ///
    /// - Throws: every mistake of the file that can be found, with its line and column or its record; too few rows for a window.
    public func load() throws(DiagnosticFailure) -> LoadedData {
        switch type(of: source).form {
        case .table: try loadTable()
        case .examples: try loadExamples()
        }
    }

    func failure(_ code: DataCode, _ message: String, at key: String) -> DiagnosticFailure {
        DiagnosticFailure(diagnostics: [Diagnostic(code, "data: \(message)", at: location(of: key))])
    }
}
