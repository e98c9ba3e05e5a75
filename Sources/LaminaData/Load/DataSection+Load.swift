import LaminaKit

extension DataSection {
    /// Reads the files, cuts the windows, splits and normalises.
    ///
    /// - Throws: every mistake of the file that can be found, with its line and column or its record; too few rows for a window.
    public func load() throws(DiagnosticFailure) -> LoadedData {
        try load(as: nil)
    }

    /// The same with the scaling that weights were trained with in place of what the files now show.
    ///
    /// - Throws: also where `trained` is of another section than this one.
    public func load(as trained: Preprocessing) throws(DiagnosticFailure) -> LoadedData {
        if let disagreement = disagreement(with: trained) { throw DiagnosticFailure(diagnostics: [disagreement]) }
        return try load(as: .some(trained))
    }

    private func load(as trained: Preprocessing?) throws(DiagnosticFailure) -> LoadedData {
        switch type(of: source).form {
        case .table: try loadTable(trained)
        case .examples: try loadExamples(trained)
        }
    }

    func failure(_ code: DataCode, _ message: String, at key: String) -> DiagnosticFailure {
        DiagnosticFailure(diagnostics: [Diagnostic(code, "data: \(message)", at: location(of: key))])
    }
}
