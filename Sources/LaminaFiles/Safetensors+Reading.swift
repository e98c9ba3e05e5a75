import LaminaRuntime
import LaminaSource

extension Safetensors {
    /// The largest file that is read.
    public static let maximumBytes = 1 << 34
    private static let maximumHeaderBytes = 100_000_000

    /// Reads and checks a whole file. Nothing is returned by half.
    ///
    /// - Throws: `DiagnosticFailure` naming file, tensor, what was expected and what was found.
    public init(contentsOf path: String) throws(DiagnosticFailure) {
        let text: SourceText
        do {
            text = try SourceText.read(path: path, maximumBytes: Self.maximumBytes)
        } catch {
            throw DiagnosticFailure(diagnostics: [error])
        }
        try self.init(text.bytes, path: path)
    }

    /// - Parameter path: how messages name the bytes.
    public init(_ bytes: [UInt8], path: String) throws(DiagnosticFailure) {
        func fail(_ code: WeightsCode, _ message: String) -> DiagnosticFailure {
            DiagnosticFailure(diagnostics: [Diagnostic(code, message, path: path)])
        }
        guard bytes.count >= 8 else {
            throw fail(.truncated, "it is not a safetensors file: that begins with 8 bytes of header length, found \(bytes.count)")
        }
        let length = bytes[..<8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard length <= UInt64(Self.maximumHeaderBytes), bytes.count == 8 || bytes[8] == UInt8(ascii: "{") else {
            throw fail(.header, "it is not a safetensors file: that begins with the length of its header and a JSON object")
        }
        guard length <= UInt64(bytes.count - 8) else {
            throw fail(.truncated, "the header says it has \(length) bytes, the file has \(bytes.count - 8) after its length: it is truncated")
        }
        let headerEnd = 8 + Int(length)
        let header = try JSONDocument.parse(SourceText(path: "\(path) (header)", bytes: Array(bytes[8..<headerEnd]))).root
        guard header.kind == .object else { throw fail(.header, "the header must be a JSON object, found \(header.snippet)") }

        tensors = []
        metadata = []
        var ranges: [(range: Range<Int>, name: String)] = []
        for member in header.members {
            if member.key == "__metadata__" {
                metadata = try Self.metadata(member.value, fail)
                continue
            }
            let entry = try Self.entry(member, dataBytes: bytes.count - headerEnd, fail)
            ranges.append((entry.range, member.key))
            let data = bytes[(headerEnd + entry.range.lowerBound)..<(headerEnd + entry.range.upperBound)]
            tensors.append(Weights.Tensor(name: member.key, sizes: entry.sizes, values: Self.floats(data)))
        }
        ranges.sort { ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound) }
        for (left, right) in zip(ranges, ranges.dropFirst()) where right.range.lowerBound < left.range.upperBound {
            throw fail(.offsets, "tensors '\(left.name)' and '\(right.name)' overlap")
        }
    }

    private static func metadata(
        _ node: JSONNode, _ fail: (WeightsCode, String) -> DiagnosticFailure
    ) throws(DiagnosticFailure) -> [(key: String, value: String)] {
        var result: [(key: String, value: String)] = []
        guard node.kind == .object else { throw fail(.header, "__metadata__ must be an object of strings, found \(node.snippet)") }
        for member in node.members {
            guard let value = member.value.string else {
                throw fail(.header, "__metadata__ '\(member.key)' must be a string, found \(member.value.snippet)")
            }
            result.append((member.key, value))
        }
        return result
    }

    private static func entry(
        _ member: JSONMember, dataBytes: Int, _ fail: (WeightsCode, String) -> DiagnosticFailure
    ) throws(DiagnosticFailure) -> (sizes: [Int], range: Range<Int>) {
        let subject = "tensor '\(member.key)'"
        guard let dtype = member.value["dtype"]?.value.string, let shape = member.value["shape"]?.value,
            let offsets = member.value["data_offsets"]?.value
        else { throw fail(.tensor, "\(subject) needs dtype, shape and data_offsets, found \(member.value.snippet)") }
        guard dtype == "F32" else { throw fail(.type, "\(subject) must be of dtype F32, found \(dtype)") }
        let sizes = shape.elements.compactMap(\.integer)
        let bounds = offsets.elements.compactMap(\.integer)
        guard shape.kind == .array, sizes.count == shape.elements.count, sizes.allSatisfy({ $0 >= 0 }), bounds.count == 2,
            offsets.elements.count == 2
        else { throw fail(.tensor, "\(subject) has shape \(shape.snippet) and data_offsets \(offsets.snippet): sizes and two offsets are expected") }
        let count = sizes.reduce(1) { $0.saturatingProduct($1) }
        let needed = count.saturatingProduct(MemoryLayout<Float>.size)
        guard bounds[0] >= 0, bounds[0] <= bounds[1], bounds[1] - bounds[0] == needed else {
            throw fail(.offsets, "\(subject) of shape \(sizes) needs \(needed) bytes, its data_offsets are \(bounds)")
        }
        guard bounds[1] <= dataBytes else {
            throw fail(.truncated, "\(subject) ends at byte \(bounds[1]) of the data, the file has \(dataBytes): it is truncated")
        }
        return (sizes, bounds[0]..<bounds[1])
    }

    private static func floats(_ bytes: ArraySlice<UInt8>) -> [Float] {
        bytes.withUnsafeBytes { raw in
            (0..<raw.count / MemoryLayout<Float>.size).map { index in
                Float(bitPattern: UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: index * MemoryLayout<Float>.size, as: UInt32.self)))
            }
        }
    }
}
