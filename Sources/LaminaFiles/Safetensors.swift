import LaminaRuntime
import LaminaSource

/// Named float32 tensors and text metadata in the safetensors format: an 8-byte little-endian header length, a JSON header, then the bytes.
public struct Safetensors: Sendable, Equatable {
    public var tensors: [Weights.Tensor]
    /// Text by key, in the order in which it is written.
    public var metadata: [(key: String, value: String)]

    public init(_ tensors: [Weights.Tensor], metadata: [(key: String, value: String)] = []) {
        self.tensors = tensors
        self.metadata = metadata
    }

    public init(_ weights: Weights, metadata: [(key: String, value: String)] = []) {
        self.init(weights.tensors, metadata: metadata)
    }

    public var weights: Weights { Weights(tensors) }

    public subscript(key: String) -> String? {
        metadata.first { $0.key == key }?.value
    }

    public static func == (left: Safetensors, right: Safetensors) -> Bool {
        left.serialized() == right.serialized()
    }

    /// The file's bytes. The header is padded with spaces so that the tensors begin at a multiple of 64.
    public func serialized() -> [UInt8] {
        var members: [(String, JSONValue)] = []
        if !metadata.isEmpty { members.append(("__metadata__", .object(metadata.map { ($0.key, .string($0.value)) }))) }
        var offset = 0
        for tensor in tensors {
            let end = offset + tensor.values.count * MemoryLayout<Float>.size
            members.append(
                (
                    tensor.name,
                    .object([
                        ("dtype", .string("F32")), ("shape", .array(tensor.sizes.map { .integer($0) })),
                        ("data_offsets", .array([.integer(offset), .integer(end)])),
                    ])
                ))
            offset = end
        }
        var header = Array(JSONValue.object(members).serialized(pretty: false).utf8)
        let lengthBytes = 8
        header += [UInt8](repeating: UInt8(ascii: " "), count: (64 - (header.count + lengthBytes) % 64) % 64)
        var bytes = withUnsafeBytes(of: UInt64(header.count).littleEndian) { Array($0) } + header
        bytes.reserveCapacity(bytes.count + offset)
        for tensor in tensors {
            for value in tensor.values {
                withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
            }
        }
        return bytes
    }

    public func write(to path: String) throws(FileError) {
        try AtomicFile.write(serialized(), to: path)
    }
}
