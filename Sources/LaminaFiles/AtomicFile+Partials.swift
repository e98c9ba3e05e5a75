#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

extension AtomicFile {
    static let partialSuffix = ".partial"

    /// Where a process writes before the file is whole.
    static func partialPath(of path: String, process: pid_t = getpid()) -> String {
        "\(path).\(process)\(partialSuffix)"
    }

    /// Removes what processes that are gone have left of this very target: a kill gives them no chance to do it themselves.
    /// What cannot be listed or removed stays: it is in nobody's way.
    static func removeStalePartials(of path: String) {
        let (folder, file) = split(path)
        guard let listing = opendir(folder) else { return }
        defer { closedir(listing) }
        while let entry = readdir(listing) {
            // The entry may be shorter than its type says: its name is read where it lies, up to its end.
            let start = UnsafeRawPointer(entry) + MemoryLayout<dirent>.offset(of: \.d_name)!
            let name = String(cString: start.assumingMemoryBound(to: CChar.self))
            guard let process = self.process(ofPartial: name, of: file), !isAlive(process) else { continue }
            unlink(partialPath(of: path, process: process))
        }
    }

    /// The process that began `name`; nil where that is not a part of `file`.
    private static func process(ofPartial name: String, of file: String) -> pid_t? {
        guard name.hasPrefix("\(file)."), name.hasSuffix(partialSuffix), name.utf8.count > file.utf8.count + 1 + partialSuffix.utf8.count
        else { return nil }
        guard let process = pid_t(name.dropFirst(file.count + 1).dropLast(partialSuffix.count)), process > 0 else { return nil }
        return process
    }

    /// A process of another user may not be signalled, but it lives.
    private static func isAlive(_ process: pid_t) -> Bool {
        kill(process, 0) == 0 || errno != ESRCH
    }

    /// The folder that `path` lies in, as the system opens it, and the name in it.
    static func split(_ path: String) -> (folder: String, file: String) {
        guard let slash = path.lastIndex(of: "/") else { return (".", path) }
        return (slash == path.startIndex ? "/" : String(path[..<slash]), String(path[path.index(after: slash)...]))
    }
}
