#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

extension SourceText {
    /// Reads a regular file of at most `maximumBytes` bytes.
    ///
    /// The limit holds for the size that the file system reports and again for what is read, so neither a file that
    /// grows nor one whose reported size is wrong can take more memory. A pipe or device is refused without waiting.
    public static func read(
        path: String, maximumBytes: Int = JSONLimits.standard.bytes
    ) throws(Diagnostic) -> SourceText {
        let file = try openRegularFile(path)
        defer { close(file.descriptor) }
        guard file.size <= maximumBytes else { throw tooLarge(path: path, maximumBytes: maximumBytes) }
        return SourceText(
            path: path, bytes: try contents(of: file.descriptor, path: path, sizeHint: file.size, maximumBytes: maximumBytes))
    }

    /// Opens a file for reading, without waiting for anything but a regular file; the caller closes it.
    package static func openRegularFile(_ path: String) throws(Diagnostic) -> (descriptor: Int32, size: Int) {
        guard !path.utf8.contains(0) else {
            throw Diagnostic(.fileUnreadable, "the path contains a NUL character", path: path)
        }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw openingFailure(path: path, error: errno) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            let error = errno
            close(descriptor)
            throw unreadable(path: path, error: error)
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            let found = status.st_mode & S_IFMT == S_IFDIR ? "a file, found a directory" : "a regular file, found a pipe, socket or device"
            throw Diagnostic(.notAFile, "expected \(found)", path: path)
        }
        return (descriptor, Int(status.st_size))
    }

    private static func contents(
        of descriptor: Int32, path: String, sizeHint: Int, maximumBytes: Int
    ) throws(Diagnostic) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(min(sizeHint, JSONLimits.standard.bytes))
        var chunk = [UInt8](repeating: 0, count: 64 * 1024)
        while true {
            let count = chunk.withUnsafeMutableBytes { buffer in
                Int(readBytes(descriptor, buffer.baseAddress, buffer.count))
            }
            if count < 0 {
                if errno == EINTR { continue }
                throw unreadable(path: path, error: errno)
            }
            if count == 0 { return bytes }
            guard count <= maximumBytes - bytes.count else { throw tooLarge(path: path, maximumBytes: maximumBytes) }
            bytes.append(contentsOf: chunk[..<count])
        }
    }

    private static func openingFailure(path: String, error: Int32) -> Diagnostic {
        switch error {
        case ENOENT, ENOTDIR: Diagnostic(.fileMissing, "there is no such file", path: path)
        default: unreadable(path: path, error: error)
        }
    }

    private static func unreadable(path: String, error: Int32) -> Diagnostic {
        let reason = strerror(error).map { String(cString: $0) } ?? "error \(error)"
        return Diagnostic(.fileUnreadable, "the file cannot be read: \(reason)", path: path)
    }

    private static func tooLarge(path: String, maximumBytes: Int) -> Diagnostic {
        Diagnostic(.fileTooLarge, "the file is larger than the limit of \(maximumBytes) bytes", path: path)
    }
}

/// `read(2)`: inside `SourceText` the plain name means the method above.
private func readBytes(_ descriptor: Int32, _ buffer: UnsafeMutableRawPointer?, _ count: Int) -> Int {
    read(descriptor, buffer, count)
}
