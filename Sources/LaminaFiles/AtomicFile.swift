import LaminaSource

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A file that could not be written, with what the system says.
public struct FileError: Error, Sendable, CustomStringConvertible {
    public let path: String
    public let description: String

    public init(path: String, _ problem: String) {
        self.path = path
        description = "\(path): \(problem)"
    }

    static func system(_ path: String, _ action: String) -> FileError {
        FileError(path: path, "cannot \(action): \(String(cString: strerror(errno)))")
    }
}

/// Writes whole files: a reader, or a crash in between, sees the old file or the new one, never a part.
public enum AtomicFile {
    /// Writes beside the target, flushes to the disk, then renames. Folders on the way are made; what a killed process has left of an
    /// earlier write is removed.
    ///
    /// - Throws: `FileError`; then the old file is untouched.
    public static func write(_ bytes: some Collection<UInt8>, to path: String) throws(FileError) {
        try makeFolder(of: path)
        removeStalePartials(of: path)
        let temporary = partialPath(of: path)
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw .system(temporary, "create the file") }
        do throws(FileError) {
            try writeAll(Array(bytes), to: descriptor, path: temporary)
            guard fsync(descriptor) == 0 else { throw FileError.system(temporary, "flush the file") }
        } catch {
            close(descriptor)
            unlink(temporary)
            throw error
        }
        close(descriptor)
        guard rename(temporary, path) == 0 else {
            let problem = FileError.system(path, "put the file in its place")
            unlink(temporary)
            throw problem
        }
        flushFolder(of: path)
    }

    public static func write(_ text: String, to path: String) throws(FileError) {
        try write(text.utf8, to: path)
    }

    /// Writes only where the file does not hold just these bytes: an unchanged file keeps its date.
    public static func update(_ bytes: some Collection<UInt8>, at path: String) throws(FileError) {
        if let old = try? SourceText.read(path: path, maximumBytes: bytes.count), old.bytes.elementsEqual(bytes) {
            return removeStalePartials(of: path)
        }
        try write(bytes, to: path)
    }

    public static func update(_ text: String, at path: String) throws(FileError) {
        try update(text.utf8, at: path)
    }

    /// Makes the folder that `path` lies in, and those above it.
    public static func makeFolder(of path: String) throws(FileError) {
        var folder = path.hasPrefix("/") ? "/" : ""
        for part in path.split(separator: "/").dropLast() {
            folder += (folder.isEmpty || folder.hasSuffix("/") ? "" : "/") + part
            guard mkdir(folder, 0o755) == 0 || errno == EEXIST else { throw .system(folder, "make the folder") }
        }
    }

    private static func writeAll(_ bytes: [UInt8], to descriptor: Int32, path: String) throws(FileError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { systemWrite(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .system(path, "write") }
            rest = rest.dropFirst(count)
        }
    }

    /// The rename itself reaches the disk with its folder.
    private static func flushFolder(of path: String) {
        let descriptor = open(split(path).folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }
}

/// The system's `write`, which `AtomicFile.write` hides.
private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
    write(descriptor, bytes, count)
}

extension AtomicFile {
    public static func exists(_ path: String) -> Bool {
        access(path, F_OK) == 0
    }

    /// Adds to the end of a file, which is made where it is missing: for logs that others read while they grow. Not atomic: a crash may
    /// leave a part of what was added last.
    public static func append(_ bytes: some Collection<UInt8>, to path: String) throws(FileError) {
        try makeFolder(of: path)
        let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw .system(path, "open the file") }
        defer { close(descriptor) }
        try writeAll(Array(bytes), to: descriptor, path: path)
    }

    /// Removes a file where there is one, and its folder where that is empty then.
    public static func remove(_ path: String) throws(FileError) {
        guard unlink(path) == 0 || errno == ENOENT else { throw .system(path, "remove the file") }
        if path.contains("/") { rmdir(split(path).folder) }
    }
}
