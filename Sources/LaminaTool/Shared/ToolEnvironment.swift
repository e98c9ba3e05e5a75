import LaminaKit
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// What a command runs in: its vocabulary and where its output goes.
public struct ToolEnvironment: Sendable {
    /// The environment of the command that is running.
    @TaskLocal static var current = ToolEnvironment(name: "lamina", registry: nil)

    /// The program's name, for help.
    public var name: String
    public var registry: Registry
    public var output: @Sendable (String) -> Void
    public var error: @Sendable (String) -> Void
    /// Whether `output` goes to a terminal that shows colours.
    public var showsColor: Bool
    /// The tool's own file: commands that work in several processes start it again.
    public var executable = Self.ownExecutable

    /// The process's own output.
    public init(name: String, registry: Registry) {
        self.name = name
        self.registry = registry
        output = { text in
            let error = Self.write(text, to: STDOUT_FILENO)
            if error != 0 { Self.outputError.store(error, ordering: .relaxed) }
        }
        error = Self.writeToStandardError
        showsColor = isatty(STDOUT_FILENO) != 0 && getenv("NO_COLOR") == nil
    }

    /// Output to the given functions, without colours.
    public init(
        name: String, registry: Registry, output: @escaping @Sendable (String) -> Void, error: @escaping @Sendable (String) -> Void
    ) {
        self.name = name
        self.registry = registry
        self.output = output
        self.error = error
        showsColor = false
    }

    private init(name: String, registry: Registry?) {
        guard let registry = try? registry ?? Registry(LaminaTool.standardPacks) else {
            preconditionFailure("the standard packs claim one name twice")
        }
        self.init(name: name, registry: registry)
    }

    var textFormatter: DiagnosticFormatter {
        DiagnosticFormatter(format: .text, color: showsColor, version: LaminaTool.version)
    }

    private static var ownExecutable: String {
        #if os(Linux)
            "/proc/self/exe"
        #else
            CommandLine.arguments[0]
        #endif
    }

    static func writeToStandardError(_ text: String) {
        _ = write(text, to: STDERR_FILENO)
    }

    /// Prints warnings, or findings that do not end the command.
    func show(_ diagnostics: [Diagnostic]) {
        if !diagnostics.isEmpty { error(textFormatter.render(diagnostics)) }
    }

    /// The system's number of the last error on standard output; 0 where there was none.
    private static let outputError = Atomic<Int32>(0)

    /// Why something that was printed to standard output is not there; nil where all is, or where nobody wanted to read on.
    static var lostOutput: String? {
        let number = outputError.load(ordering: .relaxed)
        return number == 0 || number == EPIPE ? nil : String(cString: strerror(number))
    }

    /// Writes all of it. The system's error number where that failed, else 0.
    private static func write(_ text: String, to descriptor: Int32) -> Int32 {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { systemWrite(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return count < 0 ? errno : EIO }
            rest = rest.dropFirst(count)
        }
        return 0
    }
}

/// The system's `write`, which the method above hides.
private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
    write(descriptor, bytes, count)
}
