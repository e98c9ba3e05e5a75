import LaminaFiles
import LaminaSource
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

@Suite struct AtomicFileTests {
    private let folder: String

    init() {
        var template = Array("/tmp/lamina-files-XXXXXX".utf8CString)
        folder = String(cString: mkdtemp(&template))
    }

    @Test func replacesAWholeFileAndMakesFolders() throws {
        let path = "\(folder)/a/b/c.txt"
        try AtomicFile.write("first", to: path)
        try AtomicFile.write("second", to: path)
        #expect(try SourceText.read(path: path).bytes == Array("second".utf8))
    }

    @Test func aFailureLeavesTheOldFile() throws {
        let path = "\(folder)/target"
        try AtomicFile.write("old", to: "\(path)/inside")
        #expect(throws: FileError.self) { try AtomicFile.write("new", to: path) }
        #expect(try SourceText.read(path: "\(path)/inside").bytes == Array("old".utf8))
        #expect(!AtomicFile.exists("\(path).\(getpid()).partial"))
        #expect(throws: FileError.self) { try AtomicFile.write("x", to: "/dev/null/impossible/file") }
    }

    /// A kill leaves a partial file behind: the next write of the same target removes it, and nothing else.
    @Test func partsOfDeadProcessesAreRemoved() throws {
        let path = "\(folder)/checkpoint"
        let stale = ["\(path).\(try deadProcess()).partial", "\(path).\(try deadProcess()).partial"]
        let kept = [
            "\(path).\(getppid()).partial", "\(path).1.partial", "\(path).x.partial", "\(path).-5.partial", "\(path)..partial", "\(path).partial",
            "\(folder)/checkpoint.old.\(try deadProcess()).partial", "\(path).\(try deadProcess()).partially",
        ]
        for file in stale + kept { try place(file) }
        try AtomicFile.write("whole", to: path)
        #expect(stale.filter(AtomicFile.exists) == [])
        #expect(kept.filter { !AtomicFile.exists($0) } == [])
        #expect(try SourceText.read(path: path).bytes == Array("whole".utf8))
    }

    /// The same bytes leave the very same file, but no part of it that a kill has left.
    @Test func anUnchangedFileStays() throws {
        func number(_ path: String) -> UInt64 {
            var status = stat()
            return stat(path, &status) == 0 ? UInt64(status.st_ino) : 0
        }
        let path = "\(folder)/same"
        try AtomicFile.update("one", at: path)
        let first = number(path)
        let stale = "\(path).\(try deadProcess()).partial"
        try place(stale)
        try AtomicFile.update("one", at: path)
        #expect(number(path) == first)
        #expect(!AtomicFile.exists(stale))
        for text in ["two", "one or more", ""] {
            try AtomicFile.update(text, at: path)
            #expect(try SourceText.read(path: path).bytes == Array(text.utf8))
        }
    }

    /// The number of a process that has ended.
    private func deadProcess() throws -> pid_t {
        var process = pid_t()
        var arguments: [UnsafeMutablePointer<CChar>?] = [strdup("true"), nil]
        defer { free(arguments[0]) }
        try #require(posix_spawnp(&process, "true", nil, nil, &arguments, environ) == 0)
        var status: Int32 = 0
        try #require(waitpid(process, &status, 0) == process)
        return process
    }

    private func place(_ path: String) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT, 0o644)
        try #require(descriptor >= 0)
        close(descriptor)
    }
}
