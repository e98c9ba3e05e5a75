import LaminaFiles

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A process that works beside this one and reports into files. It is in a group of its own: Ctrl-C reaches this process alone, which then
/// asks its children to end in order.
final class ChildProcess {
    enum End: Equatable {
        case exit(Int32)
        case signal(Int32)
    }

    let identifier: pid_t
    private var end: End?

    /// - Throws: `FileError` where the process cannot be started.
    init(_ executable: String, _ arguments: [String], output: String, error: String) throws(FileError) {
        #if canImport(Darwin)
            var actions: posix_spawn_file_actions_t?
            var attributes: posix_spawnattr_t?
        #else
            var actions = posix_spawn_file_actions_t()
            var attributes = posix_spawnattr_t()
        #endif
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, error, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        // A thread that blocks signals would hand that on, and nobody could ask the child to end.
        var blocked = sigset_t()
        sigemptyset(&blocked)
        posix_spawnattr_setsigmask(&attributes, &blocked)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK))
        posix_spawnattr_setpgroup(&attributes, 0)
        let words = ([executable] + arguments).map { strdup($0) }
        defer { for word in words { free(word) } }
        var identifier: pid_t = 0
        let problem = posix_spawn(&identifier, executable, &actions, &attributes, words + [nil], environ)
        guard problem == 0 else { throw FileError(path: executable, "cannot start the process: \(String(cString: strerror(problem)))") }
        self.identifier = identifier
    }

    /// How it ended; nil while it works.
    func poll() -> End? {
        if let end { return end }
        var status: Int32 = 0
        guard waitpid(identifier, &status, WNOHANG) == identifier else { return nil }
        let signal = status & 0x7F
        end = signal == 0 ? .exit((status >> 8) & 0xFF) : .signal(signal)
        return end
    }

    /// Asks it to end in order.
    func terminate() {
        if end == nil { kill(identifier, SIGTERM) }
    }

    func waitForEnd() {
        while poll() == nil { usleep(5_000) }
    }
}
