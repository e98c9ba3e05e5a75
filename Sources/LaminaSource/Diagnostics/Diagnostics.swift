/// The findings of a stage or a run, without repetitions and in the order of the files.
public struct Diagnostics: Sendable {
    /// What makes two findings the same one.
    private struct Identity: Hashable {
        var severity: Diagnostic.Severity
        var code: String
        var message: String
        var path: String?
        var range: SourceRange?

        init(_ diagnostic: Diagnostic) {
            severity = diagnostic.severity
            code = diagnostic.code
            message = diagnostic.message
            path = diagnostic.path
            range = diagnostic.location?.range
        }
    }

    private var reported: [Diagnostic] = []
    private var identities: Set<Identity> = []

    public private(set) var errorCount = 0
    public private(set) var warningCount = 0

    public init() {}

    /// Adds a finding unless the same one (severity, code, message and place) is there already.
    public mutating func report(_ diagnostic: Diagnostic) {
        guard identities.insert(Identity(diagnostic)).inserted else { return }
        reported.append(diagnostic)
        switch diagnostic.severity {
        case .error: errorCount += 1
        case .warning: warningCount += 1
        }
    }

    /// Adds several findings.
    public mutating func report(_ diagnostics: some Sequence<Diagnostic>) {
        for diagnostic in diagnostics { report(diagnostic) }
    }

    public var hasErrors: Bool { errorCount > 0 }

    public var isEmpty: Bool { reported.isEmpty }

    /// The findings by path, then by place in the file (those without a place first), then as reported.
    public var all: [Diagnostic] {
        let keyed = reported.enumerated().map { index, diagnostic in
            (path: diagnostic.path ?? "", offset: diagnostic.location?.range.lowerBound ?? -1, index: index)
        }
        return keyed.sorted { ($0.path, $0.offset, $0.index) < ($1.path, $1.offset, $1.index) }
            .map { reported[$0.index] }
    }

    /// Ends a stage: throws all findings if one of them is an error.
    public func throwIfErrors() throws(DiagnosticFailure) {
        if hasErrors { throw DiagnosticFailure(diagnostics: all) }
    }
}
