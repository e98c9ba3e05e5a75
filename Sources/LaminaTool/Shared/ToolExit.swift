import LaminaSource

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// How a command ends. Thrown by a command that has said already what there is to say.
public enum ToolExit: Int32, Error, Sendable {
    /// Nothing to complain of.
    case success = 0
    /// The command ran and found mistakes in what it was given.
    case findings = 1
    /// The command was called wrongly, a file could not be read or written, or Lamina is wrong.
    case failure = 2
    /// SIGINT ended it in order: 128 and the signal's number, as a shell reports it.
    case interrupted = 130
    /// SIGTERM ended it in order.
    case terminated = 143

    /// What findings amount to. A file without a place that names it was named on the command line: that it cannot be read is wrong usage.
    init(of diagnostics: [Diagnostic]) {
        let unreadable: [SourceCode] = [.fileMissing, .fileUnreadable, .notAFile]
        let isUsage = diagnostics.contains { diagnostic in
            unreadable.contains { $0.rawValue == diagnostic.code } && diagnostic.location == nil && diagnostic.notes.allSatisfy { $0.location == nil }
        }
        self = isUsage ? .failure : diagnostics.contains { $0.severity == .error } ? .findings : .success
    }
}

/// An error of the tool itself, in words.
struct ToolFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

func exit(_ code: ToolExit) -> Never {
    exit(code.rawValue)
}
