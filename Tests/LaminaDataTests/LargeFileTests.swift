import LaminaData
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

enum ProcessMemory {
    /// Memory of this process that no file backs.
    static var ownBytes: Int? {
        guard let status = fopen("/proc/self/status", "r") else { return nil }
        defer { fclose(status) }
        var line = [CChar](repeating: 0, count: 256)
        while fgets(&line, Int32(line.count), status) != nil {
            let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            guard text.hasPrefix("RssAnon:") else { continue }
            return text.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) }.map { $0 << 10 }
        }
        return nil
    }
}

/// Files of numbers are read where they lie: a gigabyte of them takes no gigabyte of memory.
@Suite(.enabled(if: ProcessMemory.ownBytes != nil, "the system does not tell how much memory a process has to itself"))
struct LargeFileTests {
    /// The examples, each of so many numbers.
    static let (count, width) = (1 << 16, 1 << 14)
    static let sparseBytes = 1 << 30
    /// Far less than the file, far more than other tests take meanwhile.
    static let allowedBytes = 256 << 20

    /// A file of a gigabyte that takes no room on disk but for its header and last number.
    private func write(_ header: [UInt8], last: [UInt8], to name: String, in folder: TemporaryFolder) throws {
        folder.write(header, to: name)
        let file = try #require(fopen("\(folder.path)/\(name)", "r+"))
        defer { fclose(file) }
        #expect(fseek(file, header.count + Self.sparseBytes - last.count, SEEK_SET) == 0)
        #expect(fwrite(last, 1, last.count, file) == last.count)
    }

    private func check(_ section: String, _ folder: TemporaryFolder, last: Float) throws {
        let before = try #require(ProcessMemory.ownBytes)
        let path = "\(folder.path)/model.json"
        var diagnostics = Diagnostics()
        let section = try #require(
            DataSection(
                try JSONDocument.parse(SourceText(path: path, text: section)).root, registry: standardRegistry, modelPath: path,
                diagnostics: &diagnostics))
        let data = try section.load()
        #expect(data.training.count + (data.test?.count ?? 0) == Self.count)
        for index in stride(from: 0, to: data.training.count, by: 4_096) {
            #expect(data.training.example(index).input.allSatisfy { $0 == 0 })
        }
        let test = try #require(data.test)
        #expect(test.example(test.count - 1).input.last == last)
        #expect(try #require(ProcessMemory.ownBytes) - before < Self.allowedBytes)
    }

    @Test func imagesAreNotHeld() throws {
        let folder = try TemporaryFolder()
        let sizes = [Self.count, 128, 128]
        try write(idx(0x08, sizes, []), last: [8], to: "images.idx", in: folder)
        folder.write(idx(0x08, [Self.count], [UInt8](repeating: 1, count: Self.count)), to: "labels.idx")
        try check(
            #"{"source": {"type": "idx", "images": "images.idx", "labels": "labels.idx"}, "scale": 0.5, "split": {"test": 0.5}}"#, folder, last: 4)
    }

    @Test func arraysAreNotHeld() throws {
        let folder = try TemporaryFolder()
        func header(_ type: String, _ shape: String) -> [UInt8] {
            let text = "{'descr': '\(type)', 'fortran_order': False, 'shape': \(shape), }\n"
            return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(text.utf8.count), 0] + Array(text.utf8)
        }
        try write(header("<i2", "(\(Self.count), 128, 64)"), last: [7, 0], to: "images.idx", in: folder)
        folder.write(header("|u1", "(\(Self.count),)") + [UInt8](repeating: 1, count: Self.count), to: "labels.idx")
        try check(#"{"source": {"type": "npy", "inputs": "images.idx", "targets": "labels.idx"}, "split": {"test": 0.5}}"#, folder, last: 7)
    }
}
