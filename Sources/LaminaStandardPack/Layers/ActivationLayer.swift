import LaminaKit

/// An activation function as a layer of its own.
struct ActivationLayer: Layer {
    static let typeName = "Activation"
    static let summary = "Applies an activation function."
    let activation: any Activation

    init(from fields: inout Fields) {
        activation =
            fields.component("activation", .activation, as: (any Activation).self, default: nil, "The function.") ?? LinearFunction()
    }

    var supportsStreaming: Bool { true }
    var passesMask: Bool { true }

    func outputs(for inputs: [Shape]) throws(LayerError) -> [Shape] {
        [try activation.outputShape(for: inputs[0])]
    }

    func lower(_ inputs: [Value], _ parameters: ParameterValues, into lowering: inout Lowering) throws -> [Value] {
        [try activation.apply(inputs[0], in: &lowering)]
    }
}
