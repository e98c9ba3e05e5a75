/// The codes of one room: an enumeration whose raw values are what diagnostics print in brackets.
public protocol DiagnosticCode: RawRepresentable, CaseIterable, Sendable where RawValue == String {}

/// One finding: what was expected, what was found, where, and the remedy.
public struct Diagnostic: Error, Sendable {
    /// Whether the finding stops the work.
    public enum Severity: String, Sendable {
        case error, warning
    }

    /// A remark that belongs to a diagnostic: a related place, or a suggestion.
    public struct Note: Sendable {
        public var message: String
        public var location: SourceLocation?

        public init(_ message: String, at location: SourceLocation? = nil) {
            self.message = message
            self.location = location
        }
    }

    public var severity: Severity
    /// The raw value of the room's code, such as `duplicate-key`.
    public var code: String
    public var message: String
    public var location: SourceLocation?
    /// The file: the location's, or the given one when there is no position in it.
    public var path: String?
    public var notes: [Note]

    public init(
        _ code: some DiagnosticCode, severity: Severity = .error, _ message: String,
        at location: SourceLocation? = nil, path: String? = nil, notes: [Note] = []
    ) {
        self.severity = severity
        self.code = code.rawValue
        self.message = message
        self.location = location
        self.path = location?.text.path ?? path
        self.notes = notes
    }
}

extension Diagnostic {
    /// Makes a finding of this room; spares its callers the enumeration's name.
    init(
        _ code: SourceCode, _ message: String, at location: SourceLocation? = nil, path: String? = nil,
        notes: [Note] = []
    ) {
        self.init(code, severity: .error, message, at: location, path: path, notes: notes)
    }
}

extension Diagnostic: CustomStringConvertible {
    /// The first line of the text format.
    public var description: String {
        var place = ""
        if let location {
            place = "\(location.text.path):\(location.position.line):\(location.position.column): "
        } else if let path {
            place = "\(path): "
        }
        return "\(place)\(severity.rawValue): \(message) [\(code)]".printable
    }
}

/// Thrown by a stage that found errors and stops.
public struct DiagnosticFailure: Error {
    public var diagnostics: [Diagnostic]

    public init(diagnostics: [Diagnostic]) {
        self.diagnostics = diagnostics
    }
}

extension DiagnosticFailure: CustomStringConvertible {
    public var description: String { diagnostics.map(\.description).joined(separator: "\n") }
}
