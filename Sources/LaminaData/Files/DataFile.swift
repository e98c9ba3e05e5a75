import LaminaKit

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// The bytes of a data file: mapped, so that only what is read takes memory and a file may be larger than it; or unpacked in memory where
/// the file is compressed with gzip.
///
/// A mapped file must not be shortened while it is in use: the operating system ends a process that reads beyond its end.
final class DataFile: @unchecked Sendable {
    let path: String
    /// Nobody writes to them.
    let bytes: UnsafeRawBufferPointer
    private let isMapped: Bool

    /// - Parameter location: the field that names the file.
    init(_ path: String, namedAt location: SourceLocation?) throws(DiagnosticFailure) {
        do throws(Diagnostic) {
            let mapped = try Self.map(path)
            guard Gzip.isCompressed(mapped) else {
                (self.path, bytes, isMapped) = (path, mapped, true)
                return
            }
            defer { Self.unmap(mapped) }
            let unpacked = try Gzip.unpacked(mapped, maximumBytes: DataLimits.unpackedBytes, path: path)
            (self.path, bytes, isMapped) = (path, Self.copy(unpacked), false)
        } catch {
            throw DiagnosticFailure(diagnostics: [error.named(at: location)])
        }
    }

    /// Bytes that are in memory anyway.
    init(path: String, _ bytes: [UInt8]) {
        self.path = path
        self.bytes = Self.copy(bytes)
        isMapped = false
    }

    deinit {
        if isMapped { Self.unmap(bytes) } else { bytes.deallocate() }
    }

    private static func map(_ path: String) throws(Diagnostic) -> UnsafeRawBufferPointer {
        let file = try SourceText.openRegularFile(path)
        defer { close(file.descriptor) }
        guard file.size > 0 else { return UnsafeRawBufferPointer(start: nil, count: 0) }
        let start = mmap(nil, file.size, PROT_READ, MAP_PRIVATE, file.descriptor, 0)
        guard let start, start != MAP_FAILED else {
            throw Diagnostic(SourceCode.fileUnreadable, "the file cannot be mapped: \(String(cString: strerror(errno)))", path: path)
        }
        return UnsafeRawBufferPointer(start: start, count: file.size)
    }

    private static func unmap(_ bytes: UnsafeRawBufferPointer) {
        guard let start = bytes.baseAddress else { return }
        munmap(UnsafeMutableRawPointer(mutating: start), bytes.count)
    }

    private static func copy(_ bytes: [UInt8]) -> UnsafeRawBufferPointer {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 16)
        buffer.copyBytes(from: bytes)
        return UnsafeRawBufferPointer(buffer)
    }
}

extension Diagnostic {
    /// With a note where the file is named.
    func named(at location: SourceLocation?) -> Diagnostic {
        var diagnostic = self
        if let location { diagnostic.notes.append(Note("the file is named here", at: location)) }
        return diagnostic
    }
}
