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
    /// The command was called wrongly, or Lamina is wrong.
    case failure = 2
}

func exit(_ code: ToolExit) -> Never {
    exit(code.rawValue)
}
