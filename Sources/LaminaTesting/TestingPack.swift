import Lamina

/// What checks add to a registry.
struct TestingPack: Pack {
    let name = "testing"
    let components: [any Component.Type] = [InputOffset.self, CheckedOperation.self]
}

/// Adds a parameter of the input's own shape, so that the gradient of an input shows as the gradient of a weight.
struct InputOffset: Layer {
    static let summary = "Adds a parameter of the input's shape."

    init(from fields: inout Fields) {}

    func outputs(for inputs: [Shape]) -> [Shape] { inputs }

    func parameters(for inputs: [Shape]) -> [ParameterSpec] {
        [ParameterSpec("offset", inputs[0].sizes!, initializer: NoOffset())]
    }

    func lower(_ inputs: [Value], _ parameters: ParameterValues, into lowering: inout Lowering) throws -> [Value] {
        let shape = lowering.shape(of: inputs[0])
        let count = shape.droppingFirst().boundedCount
        let rows = try lowering.apply(View(as: [shape[0], .fixed(count)]), inputs[0])
        let offset = try lowering.apply(View(as: [.fixed(count)]), parameters["offset"])
        return [try lowering.apply(View(as: shape), lowering.apply(AddBias(), rows, offset))]
    }
}

private struct NoOffset: Initializer {
    static let summary = "All 0."

    init() {}
    init(from fields: inout Fields) {}

    func values(sizes: [Int], random: inout RandomStream) -> [Float] { [Float](repeating: 0, count: sizes.reduce(1, *)) }
}
