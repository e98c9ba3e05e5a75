import Lamina
import Testing

@Suite struct MemoryTests {
    /// An output counts, though its memory is the caller's.
    @Test func anOutputBeyondAllMemoryIsRefused() throws {
        let text = """
            { "format": "lamina/1", "inputs": [{ "name": "x", "shape": [4, 2] }],
              "layers": [{ "name": "out", "type": "ZeroPadding1D", "padding": 2145483647 }] }
            """
        let model = try Model(SourceText(path: "net.json", text: text))
        #expect(throws: RunError.self) { try model.load(model.initialWeights(), batchCapacity: 256) }
    }
}
