import LaminaFiles
import LaminaRuntime
import LaminaSource
import Testing

@Suite struct SafetensorsTests {
    private let file = Safetensors(
        [
            Weights.Tensor(name: "a/kernel", sizes: [2, 3], values: [1, -2, 3.5, .leastNonzeroMagnitude, .greatestFiniteMagnitude, -0.0]),
            Weights.Tensor(name: "b \"quoted\" ü", sizes: [], values: [42]),
            Weights.Tensor(name: "empty", sizes: [0, 4], values: []),
        ], metadata: [("format", "pt"), ("about", "{\"x\": 1}\n")])

    @Test func readsWhatItWrote() throws {
        let bytes = file.serialized()
        let read = try Safetensors(bytes, path: "x")
        #expect(read.tensors == file.tensors)
        #expect(read.metadata.map(\.value) == file.metadata.map(\.value))
        #expect(read.tensors[0].values[5].sign == .minus)
        #expect((8 + Int(bytes[0]) + Int(bytes[1]) * 256) % 64 == 0)
    }

    @Test func everyTruncationIsAnError() {
        let bytes = file.serialized()
        for count in 0..<bytes.count {
            #expect(throws: DiagnosticFailure.self) { try Safetensors(Array(bytes[..<count]), path: "x") }
        }
    }

    /// Whatever one byte becomes, the answer is tensors or an error, never a crash.
    @Test func everyFlippedByteIsSurvived() {
        let bytes = file.serialized()
        for index in bytes.indices {
            for flip in [UInt8(1), 0x80, 0xFF] {
                var changed = bytes
                changed[index] ^= flip
                _ = try? Safetensors(changed, path: "x")
            }
        }
    }

    @Test(arguments: [
        (#"[]"#, "weights-header"),
        (#"{"a": {"dtype": "F32", "shape": [1]}}"#, "weights-tensor"),
        (#"{"a": {"dtype": "F16", "shape": [2], "data_offsets": [0, 4]}}"#, "weights-type"),
        (#"{"a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 4]}}"#, "weights-offsets"),
        (#"{"a": {"dtype": "F32", "shape": [4611686018427387904, 8], "data_offsets": [0, 4]}}"#, "weights-offsets"),
        (#"{"a": {"dtype": "F32", "shape": [1], "data_offsets": [-4, 0]}}"#, "weights-offsets"),
        (#"{"a": {"dtype": "F32", "shape": [1], "data_offsets": [8, 12]}}"#, "weights-truncated"),
        (#"{"a": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}, "b": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}}"#, "weights-offsets"),
        (#"{"__metadata__": {"x": 1}}"#, "weights-header"),
    ]) func headersThatLieAreNamed(_ header: String, code: String) {
        let length = withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Array($0) }
        let bytes = length + Array(header.utf8) + [UInt8](repeating: 0, count: 8)
        #expect {
            try Safetensors(bytes, path: "w.safetensors")
        } throws: { error in
            let diagnostics = (error as? DiagnosticFailure)?.diagnostics ?? []
            return diagnostics.map(\.code) == [code] && diagnostics[0].path == "w.safetensors"
        }
    }

    @Test(arguments: ["epoch,loss\n0,0.5\n", "short", ""]) func textIsNoSafetensorsFile(_ text: String) {
        #expect {
            try Safetensors(Array(text.utf8), path: "history.csv")
        } throws: { error in
            "\(error)".contains("history.csv: error: it is not a safetensors file")
        }
    }

    @Test func anAbsurdHeaderLengthAllocatesNothing() {
        let bytes = [UInt8](repeating: 0xFF, count: 16)
        #expect(throws: DiagnosticFailure.self) { try Safetensors(bytes, path: "x") }
    }
}
