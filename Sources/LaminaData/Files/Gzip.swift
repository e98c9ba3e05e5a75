import CZlib
import LaminaKit

/// Compressed data, unpacked through zlib up to a limit: a few bytes can stand for gigabytes.
enum Gzip {
    static func isCompressed(_ bytes: UnsafeRawBufferPointer) -> Bool {
        bytes.count >= 2 && bytes[0] == 0x1F && bytes[1] == 0x8B
    }

    private static let chunkBytes = 1 << 18
    /// More than programs that pack a file in blocks make of one that may be held: a member takes time even where it holds nothing.
    static let maximumMembers = 1 << 16

    /// A gzip file, of one member or several.
    static func unpacked(_ bytes: UnsafeRawBufferPointer, maximumBytes: Int, path: String) throws(Diagnostic) -> [UInt8] {
        var output: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: chunkBytes)
        var offset = 0
        var members = 0
        repeat {
            guard members < maximumMembers else {
                throw Diagnostic(
                    DataCode.compressedSize, "byte \(offset): the file has more than \(maximumMembers) compressed parts: unpack it first", path: path)
            }
            members += 1
            let rest = UnsafeRawBufferPointer(rebasing: bytes[offset...])
            offset += try inflate(
                rest, windowBits: MAX_WBITS + 16, through: &chunk, into: &output, maximumBytes: maximumBytes, path: path, offset: offset)
        } while offset < bytes.count && isCompressed(UnsafeRawBufferPointer(rebasing: bytes[offset...]))
        guard bytes[offset...].allSatisfy({ $0 == 0 }) else {
            throw Diagnostic(DataCode.compressed, "byte \(offset): something else follows the compressed data", path: path)
        }
        return output
    }

    /// Deflated data without a header, as a zip file holds them.
    ///
    /// - Returns: exactly `count` bytes.
    static func unpacked(deflated bytes: UnsafeRawBufferPointer, count: Int, path: String) throws(Diagnostic) -> [UInt8] {
        var output: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: chunkBytes)
        let used = try inflate(bytes, windowBits: -MAX_WBITS, through: &chunk, into: &output, maximumBytes: count, path: path, offset: 0)
        guard output.count == count, used == bytes.count else {
            throw Diagnostic(DataCode.compressed, "the archive promises \(count) bytes, unpacked are \(output.count)", path: path)
        }
        return output
    }

    static func checksum(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
        var value = crc32(0, nil, 0)
        var rest = bytes[...]
        while !rest.isEmpty {
            let piece = UnsafeRawBufferPointer(rebasing: rest.prefix(1 << 30))
            value = crc32(value, piece.bindMemory(to: UInt8.self).baseAddress, UInt32(piece.count))
            rest = rest.dropFirst(piece.count)
        }
        return UInt32(truncatingIfNeeded: value)
    }

    /// Unpacks one stream, a chunk at a time, and returns how many bytes of `input` it takes.
    private static func inflate(
        _ input: UnsafeRawBufferPointer, windowBits: Int32, through chunk: inout [UInt8], into output: inout [UInt8], maximumBytes: Int, path: String,
        offset: Int
    ) throws(Diagnostic) -> Int {
        var stream = z_stream()
        guard inflateInit2_(&stream, windowBits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            throw Diagnostic(DataCode.compressed, "zlib could not be started", path: path)
        }
        defer { inflateEnd(&stream) }
        let bytes = input.bindMemory(to: UInt8.self)
        var taken = 0
        while true {
            let available = min(bytes.count - taken, 1 << 30)
            stream.next_in = UnsafeMutablePointer(mutating: bytes.baseAddress.map { $0 + taken })
            stream.avail_in = UInt32(available)
            let (result, written) = chunk.withUnsafeMutableBufferPointer { buffer in
                stream.next_out = buffer.baseAddress
                stream.avail_out = UInt32(buffer.count)
                let result = CZlib.inflate(&stream, Z_NO_FLUSH)
                return (result, buffer.count - Int(stream.avail_out))
            }
            let progress = available - Int(stream.avail_in)
            taken += progress
            guard written <= maximumBytes - output.count else {
                throw Diagnostic(DataCode.compressedSize, "unpacked it is larger than the limit of \(maximumBytes) bytes: unpack it first", path: path)
            }
            output += chunk[..<written]
            if result == Z_STREAM_END { return taken }
            guard result == Z_OK || result == Z_BUF_ERROR, progress > 0 || written > 0 else {
                let reason = stream.msg.map { String(cString: $0) } ?? (taken == bytes.count ? "the data end too early" : "error \(result)")
                throw Diagnostic(DataCode.compressed, "byte \(offset + taken): the compressed data are damaged: \(reason)", path: path)
            }
        }
    }
}
