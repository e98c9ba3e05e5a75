import LaminaKit

/// Normalises each example, or each of its steps, by its own mean and variance.
struct LayerNormalization: Layer {
    static let summary = "Normalises the last axis of each example by its own mean and variance: gamma · (x − mean) / √(variance + epsilon) + beta."
    let axes: NormalizedAxes
    let epsilon: Double
    let gamma: WeightOptions?
    let beta: WeightOptions?
    let scalesByVariance: Bool

    init(from fields: inout Fields) {
        axes = NormalizedAxes(from: &fields)
        epsilon = fields.number("epsilon", in: .nonNegative, default: 1e-3, "Added to the variance.")
        let (center, scale) = (
            fields.boolean("center", default: true, "Add beta."), fields.boolean("scale", default: true, "Multiply by gamma.")
        )
        scalesByVariance = fields.boolean(
            "rms_scaling", default: false, "Leave the mean in, and beta out. Keras advises against it: RMSNormalization is the layer for that.")
        let (betaOptions, gammaOptions) = (
            fields.weights("beta", initializer: Zeros(), called: "zeros"), fields.weights("gamma", initializer: Ones(), called: "ones")
        )
        beta = center && !scalesByVariance ? betaOptions : nil
        gamma = scale || scalesByVariance ? gammaOptions : nil
    }

    var supportsStreaming: Bool { axes.supportsStreaming }
    var passesMask: Bool { true }

    func outputs(for inputs: [Shape]) throws(LayerError) -> [Shape] {
        try axes.check(inputs[0])
        return inputs
    }

    func parameters(for inputs: [Shape]) -> [ParameterSpec] {
        let sizes = axes.sizes(in: inputs[0])
        return (gamma.map { [$0.spec("gamma", sizes, summary: "the normalised axes")] } ?? [])
            + (beta.map { [$0.spec("beta", sizes, summary: "the normalised axes")] } ?? [])
    }

    func lower(_ inputs: [Value], _ parameters: ParameterValues, into lowering: inout Lowering) throws -> [Value] {
        let factors = try (gamma == nil ? [] : [parameters["gamma"]]) + (beta == nil ? [] : [parameters["beta"]])
        let operation = NormalizeRows(
            scalesByVariance ? .variance : .layer, epsilon: Float(epsilon), hasGamma: gamma != nil, hasBeta: beta != nil)
        return [try axes.lower(operation, inputs[0], factors, into: &lowering)]
    }
}

/// Normalises each example, or each of its steps, by the root of its mean square.
struct RMSNormalization: Layer {
    static let summary = "Normalises the last axis of each example by the root of its mean square: scale · x / √(mean(x²) + epsilon)."
    let axes: NormalizedAxes
    let epsilon: Double

    init(from fields: inout Fields) {
        axes = NormalizedAxes(from: &fields)
        epsilon = fields.number("epsilon", in: .nonNegative, default: 1e-6, "Added to the mean square.")
    }

    var supportsStreaming: Bool { axes.supportsStreaming }

    func outputs(for inputs: [Shape]) throws(LayerError) -> [Shape] {
        try axes.check(inputs[0])
        return inputs
    }

    func parameters(for inputs: [Shape]) -> [ParameterSpec] {
        [ParameterSpec("scale", axes.sizes(in: inputs[0]), initializer: Ones(), summary: "the normalised axes")]
    }

    func lower(_ inputs: [Value], _ parameters: ParameterValues, into lowering: inout Lowering) throws -> [Value] {
        let operation = NormalizeRows(.rms, epsilon: Float(epsilon), hasGamma: true)
        return [try axes.lower(operation, inputs[0], [parameters["scale"]], into: &lowering)]
    }
}

/// Gives each example, or each of its steps, the length 1.
struct UnitNormalization: Layer {
    static let summary = "Divides the last axis of each example by its length √Σx²."
    let axes: NormalizedAxes

    init(from fields: inout Fields) {
        axes = NormalizedAxes(from: &fields)
    }

    var supportsStreaming: Bool { axes.supportsStreaming }
    var passesMask: Bool { true }

    func outputs(for inputs: [Shape]) throws(LayerError) -> [Shape] {
        try axes.check(inputs[0])
        return inputs
    }

    func lower(_ inputs: [Value], _ parameters: ParameterValues, into lowering: inout Lowering) throws -> [Value] {
        [try axes.lower(NormalizeRows(.unit, epsilon: 1e-12), inputs[0], [], into: &lowering)]
    }
}
