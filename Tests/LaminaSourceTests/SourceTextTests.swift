import Foundation
import Testing

@testable import LaminaSource

@Suite struct SourceTextTests {
    @Test func positionsCountBytes() {
        let text = SourceText(path: "a", text: "é😀x\r\ny\nz")
        #expect(text.position(of: 0) == SourcePosition(line: 1, column: 1))
        #expect(text.position(of: 6) == SourcePosition(line: 1, column: 7))
        #expect(text.position(of: 9) == SourcePosition(line: 2, column: 1))
        #expect(text.position(of: 11) == SourcePosition(line: 3, column: 1))
        #expect(text.position(of: 12) == SourcePosition(line: 3, column: 2))
        #expect(text.position(of: 99) == SourcePosition(line: 3, column: 2))
        #expect(text.position(of: -1) == SourcePosition(line: 1, column: 1))
    }

    @Test func linesEndAtEveryTerminator() {
        let text = SourceText(path: "a", text: "one\r\ntwo\rthree\n\nfive\n")
        #expect((0...7).map(text.line) == ["", "one", "two", "three", "", "five", "", ""])
        #expect(text.lineCount == 6)
        #expect(SourceText(path: "a", text: "").line(1) == "")
        #expect(SourceText(path: "a", bytes: [0x61, 0xFF]).line(1) == "a\u{FFFD}")
    }

    @Test func rangesOutsideTheTextAreCut() {
        let text = SourceText(path: "a", text: "abc")
        #expect(text.string(in: SourceRange(lowerBound: -5, upperBound: 2)) == "ab")
        #expect(text.string(in: SourceRange(lowerBound: 2, upperBound: 1)) == "")
        #expect(text.string(in: SourceRange(lowerBound: 7, upperBound: 9)) == "")
    }
}

@Suite struct FileReadingTests {
    /// Paths that cannot be read, with a limit and the code.
    static let unreadable: [(String, Int, SourceCode)] = [
        ("/nonexistent/model.json", 10, .fileMissing), (#filePath + "/child.json", 10, .fileMissing),
        ("", 10, .fileMissing),
        ("/", 10, .notAFile), ("/dev/null", 10, .notAFile), (#filePath, 10, .fileTooLarge),
        (String(repeating: "x", count: 10_000), 10, .fileUnreadable), ("a\0b", 10, .fileUnreadable),
    ]

    @Test(arguments: unreadable)
    func refuses(_ path: String, _ limit: Int, _ code: SourceCode) {
        let error = #expect(throws: Diagnostic.self) { try SourceText.read(path: path, maximumBytes: limit) }
        #expect(error?.code == code.rawValue)
        #expect(error?.path == path)
    }

    @Test func readsWholeFilesUpToTheLimit() throws {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let path = directory.appendingPathComponent("large.json").path
        let bytes = [UInt8](repeating: 0x20, count: 200_000)
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        #expect(try SourceText.read(path: path, maximumBytes: 200_000).bytes == bytes)
        #expect(throws: Diagnostic.self) { try SourceText.read(path: path, maximumBytes: 199_999) }
    }

    @Test func aPipeIsRefusedWithoutWaiting() throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
        try #require(mkfifo(path, 0o600) == 0)
        defer { unlink(path) }
        let error = #expect(throws: Diagnostic.self) { try SourceText.read(path: path) }
        #expect(error?.code == SourceCode.notAFile.rawValue)
    }

    /// The kernel reports no size for this file, so only counting while reading can hold the limit.
    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/proc/self/status")))
    func theLimitHoldsForAFileThatLiesAboutItsSize() {
        let error = #expect(throws: Diagnostic.self) {
            try SourceText.read(path: "/proc/self/status", maximumBytes: 16)
        }
        #expect(error?.code == SourceCode.fileTooLarge.rawValue)
    }
}
