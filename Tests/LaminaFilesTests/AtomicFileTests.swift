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
}
