import LaminaTesting
import Testing

/// Counts that everybody can look up.
@Suite struct ParameterCountTests {
    private static let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")

    @Test func modelsOfThePackage() throws {
        #expect(try Model(Self.root + "/models/jena-rnn.json").parameterCount == 513)
        #expect(try Model(Self.root + "/models/xor.json").parameterCount == 33)
        #expect(try Model(Self.root + "/models/transformer-encoder.json").parameterCount == 138_625)
        #expect(try Model(Self.root + "/models/encoder-decoder.json").parameterCount == 49_392)
    }

    @Test(arguments: [
        ([784], #"{"type": "Dense", "units": 128}, {"type": "Dense", "units": 10}"#, 101_770),
        ([784], #"{"type": "Dense", "units": 300}, {"type": "Dense", "units": 100}, {"type": "Dense", "units": 10}"#, 266_610),
        ([24, 7], #"{"type": "LSTM", "units": 32}, {"type": "Dense", "units": 1}"#, 5_153),
        ([120, 14], #"{"type": "GRU", "units": 32, "return_sequences": true}, {"type": "GRU", "units": 32}, {"type": "Dense", "units": 1}"#, 10_977),
        ([9, 4], #"{"type": "GRU", "units": 5}"#, 165),
        ([9, 4], #"{"type": "GRU", "units": 5, "reset_after": false}"#, 150),
    ])
    func keras(_ shape: [Int], _ layers: String, _ count: Int) throws {
        let text = #"{"format": "lamina/1", "inputs": [{"name": "x", "shape": \#(shape)}], "layers": [\#(layers)]}"#
        #expect(try Model(SourceText(path: "model.json", text: text)).parameterCount == count)
    }
}
