import LaminaKit

/// `activation(x · kernel + bias)` on the last axis.
struct Dense: Layer {
    static let summary = "A densely connected layer: activation(x · kernel + bias) on the last axis."
    let units: Int
    let activation: any Activation
    let usesBias: Bool
    let kernel: WeightOptions
    let bias: WeightOptions
    let activityRegularizer: (any Regularizer)?

    init(from fields: inout Fields) {
        units = fields.positiveInteger("units", "The size of the output's last axis.")
        activation = fields.activation()
        usesBias = fields.boolean("use_bias", default: true, "Add a bias.")
        kernel = fields.kernel()
        bias = fields.bias()
        activityRegularizer = fields.activityRegularizer()
    }

    var supportsStreaming: Bool { true }
    var passesMask: Bool { true }

    func outputs(for inputs: [Shape]) throws(LayerError) -> [Shape] {
        _ = try inputs[0].requiringFeatures()
        return [try activation.outputShape(for: inputs[0].replacingLast(with: .fixed(units)))]
    }

    func parameters(for inputs: [Shape]) -> [ParameterSpec] {
        let kernelSpec = kernel.spec("kernel", [inputs[0].features!, units], summary: "[features, units]")
        return usesBias ? [kernelSpec, bias.spec("bias", [units], summary: "[units]")] : [kernelSpec]
    }

    func lower(_ inputs: [Value], _ parameters: ParameterValues, into lowering: inout Lowering) throws -> [Value] {
        var y = try lowering.apply(MatMul(), inputs[0], parameters["kernel"])
        if usesBias { y = try lowering.apply(AddBias(), y, parameters["bias"]) }
        return [try lowering.regularized(activation.apply(y, in: &lowering), by: activityRegularizer)]
    }
}

extension Shape {
    /// The size of the last axis, for layers that need to know it.
    public func requiringFeatures(input: Int = 0) throws(LayerError) -> Int {
        guard let features else {
            throw LayerError(
                "needs an input whose last axis has a known size, found \(self)", input: input,
                remedy: "give the input's last axis a number")
        }
        return features
    }
}
