import CLaminaKernels

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Bytes that nobody writes to, aligned for the widest vectors: a mapped file, a copy, or memory that outlives everything.
final class FileBytes: @unchecked Sendable {
    let start: UnsafeRawPointer
    let count: Int
    private let ending: Ending

    private enum Ending {
        case unmap, deallocate, nothing
    }

    // Sendable: the bytes are only read.
    private init(start: UnsafeRawPointer, count: Int, ending: Ending) {
        self.start = start
        self.count = count
        self.ending = ending
    }

    deinit {
        switch ending {
        case .unmap: munmap(UnsafeMutableRawPointer(mutating: start), count)
        case .deallocate: start.deallocate()
        case .nothing: break
        }
    }

    var buffer: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: start, count: count) }

    /// Maps a file read only: processes that map the same one share its pages.
    static func mapping(_ path: String) throws(PlanFileError) -> FileBytes {
        func failure(_ action: String) -> PlanFileError {
            PlanFileError(.unreadable("cannot \(action): \(String(cString: strerror(errno)))"), path: path)
        }
        // Of a pipe that nobody writes to, opening alone would wait.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw failure("open the plan file") }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw failure("read the plan file") }
        guard status.st_mode & S_IFMT == S_IFREG else { throw PlanFileError(.unreadable("it is not a file"), path: path) }
        let count = Int(status.st_size)
        guard count >= PlanFormat.firstSection else { throw PlanFileError(.notAPlanFile, path: path) }
        #if os(Linux)
            let flags = MAP_SHARED | MAP_POPULATE
        #else
            let flags = MAP_SHARED
        #endif
        guard let start = mmap(nil, count, PROT_READ, Int32(flags), descriptor, 0), start != MAP_FAILED else { throw failure("map the plan file") }
        return FileBytes(start: start, count: count, ending: .unmap)
    }

    static func copying(_ bytes: UnsafeRawBufferPointer) -> FileBytes {
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: max(bytes.count, 1), alignment: Int(LAMINA_ALIGNMENT))
        memory.copyMemory(from: bytes)
        return FileBytes(start: UnsafeRawPointer(memory.baseAddress!), count: bytes.count, ending: .deallocate)
    }

    /// The bytes where they are, if they are aligned; else a copy.
    static func staying(_ bytes: UnsafeRawBufferPointer) -> FileBytes {
        guard let start = bytes.baseAddress, Int(bitPattern: start) % Int(LAMINA_ALIGNMENT) == 0 else { return copying(bytes) }
        return FileBytes(start: start, count: bytes.count, ending: .nothing)
    }

    /// What the letters of a base64 text without padding stand for; nil where it is none.
    static func decoding(base64 text: UnsafeBufferPointer<UInt8>) -> FileBytes? {
        let count = text.count / 4 * 3 + [0, -1, 1, 2][text.count % 4]
        guard text.count % 4 != 1 else { return nil }
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: max(count, 1), alignment: Int(LAMINA_ALIGNMENT))
        guard lamina_decode_base64(text.baseAddress, Int64(text.count), memory.baseAddress) == count else {
            memory.deallocate()
            return nil
        }
        return FileBytes(start: UnsafeRawPointer(memory.baseAddress!), count: count, ending: .deallocate)
    }
}
