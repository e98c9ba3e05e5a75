import LaminaKit

/// A source that makes a table of a text file, and another of the test part's file where there is one.
protocol TextFileSource: DataSource {
    var file: PlacedName { get }
    /// The test part's file, where it is kept apart.
    var testFile: PlacedName? { get }
    /// What is read in place of the file.
    var text: SourceText? { get }

    func table(_ text: SourceText, _ request: DataRequest) throws(DiagnosticFailure) -> Table
}

extension TextFileSource {
    static var form: DataForm { .table }

    var hasTestPart: Bool { testFile != nil }

    func read(_ request: DataRequest) throws(DiagnosticFailure) -> RawData {
        let training = if let text { try table(text, request) } else { try table(contents(of: file, request), request) }
        guard let testFile else { return .table(training) }
        return .table(training, test: try table(contents(of: testFile, request), request))
    }

    private func contents(of file: PlacedName, _ request: DataRequest) throws(DiagnosticFailure) -> SourceText {
        try .read(dataFile: request.path(of: file.name), maximumBytes: DataLimits.csvBytes, namedAt: file.location)
    }
}
