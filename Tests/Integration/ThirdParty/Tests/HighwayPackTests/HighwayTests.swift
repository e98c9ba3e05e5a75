import HighwayPack
import LaminaTesting
import Testing

/// Shapes, counts, gradients against differences, fusion, placement and threads: all that the compiler relies on.
@Suite struct HighwayTests {
    static let registry = Registry.standard(with: [HighwayPack()])

    @Test(arguments: [
        LayerCheck(#"{"type": "Highway", "activation": "relu"}"#, inputs: [[5]], parameters: 60, outputs: [5], registry: registry),
        LayerCheck(#"{"type": "Highway", "activation": "tanh", "gate_bias": 0.5}"#, inputs: [[3, 4]], outputs: [3, 4], registry: registry),
        LayerCheck(#"{"type": "Highway", "activation": "crop"}"#, inputs: [[6]], outputs: [6], batch: 5, registry: registry),
        LayerCheck(#"{"type": "Dense", "units": 4, "activation": "crop"}"#, inputs: [[3]], parameters: 16, registry: registry),
    ])
    func keepsItsPromises(_ check: LayerCheck) {
        #expect(check.failures() == [])
    }
}
