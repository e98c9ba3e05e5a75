import LaminaKit

extension DataSection {
    /// Reads the files, cuts the windows, splits and normalises.
    ///
    /// - Parameter fold: the examples for validation in place of those that the split holds back; the test part stays apart.
    /// - Throws: every mistake of the file that can be found, with its line and column or its record; too few rows for a window.
    public func load(fold: Fold? = nil) throws(DiagnosticFailure) -> LoadedData {
        try load(as: nil, fold)
    }

    /// The same with the scaling that weights were trained with in place of what the files now show.
    ///
    /// - Throws: also where `trained` is of another section than this one.
    public func load(as trained: Preprocessing) throws(DiagnosticFailure) -> LoadedData {
        if let disagreement = disagreement(with: trained) { throw DiagnosticFailure(diagnostics: [disagreement]) }
        return try load(as: .some(trained), nil)
    }

    private func load(as trained: Preprocessing?, _ fold: Fold?) throws(DiagnosticFailure) -> LoadedData {
        switch type(of: source).form {
        case .table: try loadTable(trained, fold)
        case .examples: try loadExamples(trained, fold)
        }
    }

    func failure(_ code: DataCode, _ message: String, at key: String) -> DiagnosticFailure {
        DiagnosticFailure(diagnostics: [Diagnostic(code, "data: \(message)", at: location(of: key))])
    }
}
