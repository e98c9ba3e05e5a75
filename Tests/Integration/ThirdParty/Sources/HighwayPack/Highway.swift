import LaminaStandardPack

/// `y = t ⊙ h + (1 − t) ⊙ x` (Srivastava, Greff and Schmidhuber, 2015): a gate decides how much of the input is carried on.
struct Highway: Layer {
    static let summary = "A dense layer beside a path that carries its input on; a learned gate mixes the two."
    let activation: any Activation
    let kernel: WeightOptions
    let gateBias: Double

    init(from fields: inout Fields) {
        activation = fields.activation()
        kernel = fields.kernel()
        gateBias = fields.number("gate_bias", default: -2, "Where the gate's bias starts; negative carries the input on at first.")
    }

    func outputs(for inputs: [Shape]) throws(LayerError) -> [Shape] {
        _ = try inputs[0].requiringFeatures()
        return inputs
    }

    func parameters(for inputs: [Shape]) -> [ParameterSpec] {
        let features = inputs[0].features!
        return [
            kernel.spec("kernel", [features, features], summary: "[features, features]"),
            ParameterSpec("bias", [features], initializer: InitialValues.zeros),
            kernel.spec("gate_kernel", [features, features], summary: "[features, features]"),
            ParameterSpec("gate_bias", [features], initializer: InitialValues.constant(gateBias)),
        ]
    }

    func lower(_ inputs: [Value], _ parameters: ParameterValues, into lowering: inout Lowering) throws -> [Value] {
        func dense(_ kernel: String, _ bias: String) throws -> Value {
            let product = try lowering.apply(MatMul(), inputs[0], parameters[kernel])
            return try lowering.apply(AddBias(), product, parameters[bias])
        }
        let transformed = try activation.apply(dense("kernel", "bias"), in: &lowering)
        let gate = try lowering.apply(Activate(.sigmoid), dense("gate_kernel", "gate_bias"))
        let change = try lowering.apply(Subtract(), transformed, inputs[0])
        return [try lowering.sum([inputs[0], lowering.apply(Multiply(), gate, change)])]
    }
}
