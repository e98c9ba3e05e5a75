import LaminaTesting
import Testing

/// A check that finds nothing is worth nothing: each of these layers has one mistake.
@Suite struct BrokenLayersTests {
    static let registry = try! Registry(Registry.standard.packs + [BrokenPack()])

    @Test(arguments: [
        ("WrongPullback", [[4]], "gradient of offset0/offset"),
        ("MissingPullback", [[4], [4]], "gradient of offset1/offset"),
        ("WrongShape", [[4]], "promises"),
        ("ForeignParameter", [[4]], "lowers parameter 'bias'"),
        ("BatchMixer", [[4]], "another output than in a batch"),
    ])
    func isFound(_ type: String, _ inputs: [[Int]], _ sentence: String) {
        let failures = LayerCheck("{\"type\": \"\(type)\"}", inputs: inputs, registry: Self.registry).failures()
        #expect(failures.contains { $0.contains(sentence) }, "\(failures)")
    }

    @Test func wrongExpectationsAreFound() {
        let failures = LayerCheck(#"{"type": "Dense", "units": 3}"#, inputs: [[5]], parameters: 17, outputs: [4]).failures()
        #expect(failures.count == 2)
        #expect(failures.first?.contains("has 18 parameters, 17 are expected") == true)
    }

    @Test func mistakesInTheFieldsAreReported() {
        let failures = LayerCheck(#"{"type": "Dense", "units": 0}"#, inputs: [[5]]).failures()
        #expect(failures.count == 1)
        #expect(failures.first?.contains("'units'") == true)
    }
}
