/// How diagnostics are printed.
public enum DiagnosticFormat: String, CaseIterable, Sendable {
    /// For people, in clang's form, with the source line.
    case text
    /// One JSON array.
    case json
    /// SARIF 2.1.0, for code scanners and editors.
    case sarif
    /// Workflow commands, which GitHub shows beside the line.
    case github
}

/// Prints diagnostics in one of the formats.
public struct DiagnosticFormatter: Sendable {
    public var format: DiagnosticFormat
    /// Whether the text format uses a terminal's colours.
    public var color: Bool
    /// The tool's version, which SARIF names.
    public var version: String

    public init(format: DiagnosticFormat, color: Bool = false, version: String) {
        self.format = format
        self.color = color
        self.version = version
    }

    /// The diagnostics in the given order. The text ends with a line break unless it is empty; `json` and `sarif` give
    /// a whole document even for no diagnostics.
    public func render(_ diagnostics: [Diagnostic]) -> String {
        switch format {
        case .text:
            let style = TextStyle(isColored: color)
            return diagnostics.map { $0.text(style: style) }.joined()
        case .json:
            return JSONValue.array(diagnostics.map(\.json)).serialized() + "\n"
        case .sarif:
            return SARIFLog(diagnostics: diagnostics, version: version).json.serialized() + "\n"
        case .github:
            return diagnostics.map { $0.workflowCommand + "\n" }.joined()
        }
    }
}
