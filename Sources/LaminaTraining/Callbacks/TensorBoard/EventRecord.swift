/// TensorBoard's events as records of an event file.
///
/// A record is the length of its data (8 bytes, little-endian), a masked CRC-32C of these bytes, the data and a masked CRC-32C of the data:
/// TensorFlow's TFRecord. The data are a protocol buffer message `Event`.
enum EventRecord {
    /// What every event file begins with.
    static func fileVersion(wallTime: Double) -> [UInt8] {
        var event = Message()
        event.add(double: wallTime, field: 1)
        event.add(bytes: Array("brain.Event:2".utf8), field: 3)
        return record(event.bytes)
    }

    /// Numbers of one step.
    static func scalars(_ scalars: [(tag: String, value: Float)], step: Int, wallTime: Double) -> [UInt8] {
        var summary = Message()
        for scalar in scalars {
            var value = Message()
            value.add(bytes: Array(scalar.tag.utf8), field: 1)
            value.add(float: scalar.value, field: 2)
            summary.add(bytes: value.bytes, field: 1)
        }
        var event = Message()
        event.add(double: wallTime, field: 1)
        event.add(integer: UInt64(step), field: 2)
        event.add(bytes: summary.bytes, field: 5)
        return record(event.bytes)
    }

    static func record(_ data: [UInt8]) -> [UInt8] {
        let length = UInt64(data.count).littleEndianBytes
        return length + CRC32C.masked(length).littleEndianBytes + data + CRC32C.masked(data).littleEndianBytes
    }

    /// A protocol buffer message: fields with their number and wire type before them.
    private struct Message {
        private(set) var bytes: [UInt8] = []

        mutating func add(double: Double, field: UInt64) {
            add(key: field, wireType: 1)
            bytes += double.bitPattern.littleEndianBytes
        }

        mutating func add(float: Float, field: UInt64) {
            add(key: field, wireType: 5)
            bytes += float.bitPattern.littleEndianBytes
        }

        mutating func add(integer: UInt64, field: UInt64) {
            add(key: field, wireType: 0)
            add(variable: integer)
        }

        mutating func add(bytes more: [UInt8], field: UInt64) {
            add(key: field, wireType: 2)
            add(variable: UInt64(more.count))
            bytes += more
        }

        private mutating func add(key field: UInt64, wireType: UInt64) { add(variable: field << 3 | wireType) }

        /// Seven bits a byte, the lowest first; the top bit says that more follow.
        private mutating func add(variable value: UInt64) {
            var rest = value
            while rest > 0x7F {
                bytes.append(UInt8(rest & 0x7F) | 0x80)
                rest >>= 7
            }
            bytes.append(UInt8(rest))
        }
    }
}

/// The cyclic redundancy check with Castagnoli's polynomial.
enum CRC32C {
    private static let table: [UInt32] = (0..<256).map { byte in
        (0..<8).reduce(UInt32(byte)) { value, _ in value & 1 == 1 ? value >> 1 ^ 0x82F6_3B78 : value >> 1 }
    }

    static func checksum(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(~0) { table[Int(UInt8(truncatingIfNeeded: $0) ^ $1)] ^ $0 >> 8 }
    }

    /// As TFRecord stores it, so that a checksum of bytes that hold checksums is as good as any.
    static func masked(_ bytes: [UInt8]) -> UInt32 {
        let value = checksum(bytes)
        return (value >> 15 | value << 17) &+ 0xA282_EAD8
    }
}

extension FixedWidthInteger {
    fileprivate var littleEndianBytes: [UInt8] { withUnsafeBytes(of: littleEndian) { Array($0) } }
}
