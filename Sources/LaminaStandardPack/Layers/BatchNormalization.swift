import LaminaKit

/// Normalises each channel: by the batch's statistics in training, by their moving averages otherwise.
struct BatchNormalization: Layer {
    static let summary = "Normalises each channel: by the batch's mean and variance in training, by their moving averages otherwise."
    let momentum: Double
    let epsilon: Double
    let gamma: WeightOptions?
    let beta: WeightOptions?
    let movingMean: any Initializer
    let movingVariance: any Initializer

    init(from fields: inout Fields) {
        let axis = fields.integer("axis", in: -8...8, default: -1, "The axis of the channels: the last.")
        if axis != -1 { fields.report("'axis' must be -1: the last axis holds the channels", at: "axis") }
        momentum = fields.number("momentum", in: NumberRange(from: 0, to: 1), default: 0.99, "How much of a moving average stays at each step.")
        epsilon = fields.number("epsilon", in: .nonNegative, default: 1e-3, "Added to the variance.")
        let (center, scale) = (
            fields.boolean("center", default: true, "Add beta."), fields.boolean("scale", default: true, "Multiply by gamma.")
        )
        let (betaOptions, gammaOptions) = (
            fields.weights("beta", initializer: Zeros(), called: "zeros"), fields.weights("gamma", initializer: Ones(), called: "ones")
        )
        beta = center ? betaOptions : nil
        gamma = scale ? gammaOptions : nil
        movingMean = fields.initializer("moving_mean_initializer", default: Zeros(), called: "zeros", "What the moving mean starts from.")
        movingVariance = fields.initializer(
            "moving_variance_initializer", default: Ones(), called: "ones", "What the moving variance starts from.")
    }

    var supportsStreaming: Bool { true }
    var passesMask: Bool { true }

    func outputs(for inputs: [Shape]) throws(LayerError) -> [Shape] {
        _ = try inputs[0].requiringFeatures()
        return inputs
    }

    func parameters(for inputs: [Shape]) -> [ParameterSpec] {
        let sizes = [inputs[0].features!]
        func trained(_ name: String, _ options: WeightOptions?) -> [ParameterSpec] {
            options.map { [$0.spec(name, sizes, summary: "[channels]")] } ?? []
        }
        return trained("gamma", gamma) + trained("beta", beta) + [
            ParameterSpec("moving_mean", sizes, initializer: movingMean, isTrainable: false, summary: "[channels]"),
            ParameterSpec("moving_variance", sizes, initializer: movingVariance, isTrainable: false, summary: "[channels]"),
        ]
    }

    func lower(_ inputs: [Value], _ parameters: ParameterValues, into lowering: inout Lowering) throws -> [Value] {
        let factors = try (gamma == nil ? [] : [parameters["gamma"]]) + (beta == nil ? [] : [parameters["beta"]])
        let averages = try [parameters["moving_mean"], parameters["moving_variance"]]
        guard lowering.mode.isTraining, !lowering.isFrozen else {
            let operation = NormalizationFactors(epsilon: Float(epsilon), hasGamma: gamma != nil, hasBeta: beta != nil)
            return try lowering.results(of: ScaleOffset(), inputs + lowering.results(of: operation, averages + factors))
        }
        let mask = lowering.mask(of: inputs[0])
        let operation = NormalizeBatch(epsilon: Float(epsilon), hasGamma: gamma != nil, hasBeta: beta != nil, hasMask: mask != nil)
        let results = try lowering.results(of: operation, inputs + factors + (mask.map { [$0] } ?? []))
        for (average, value) in zip(averages, results.dropFirst()) {
            let kept = try lowering.apply(Affine(scale: Float(momentum)), lowering.latest(average))
            let added = try lowering.apply(Affine(scale: Float(1 - momentum)), value)
            lowering.store(try lowering.sum([kept, added]), in: average)
        }
        return [results[0]]
    }
}
