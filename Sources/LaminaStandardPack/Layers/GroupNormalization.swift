import LaminaKit

/// Normalises each example by the mean and variance of groups of channels.
struct GroupNormalization: Layer {
    static let summary = "Normalises each example by the mean and variance of groups of channels, over all steps or pixels."
    /// Nil: a group for each channel.
    let groups: Int?
    let epsilon: Double
    let gamma: WeightOptions?
    let beta: WeightOptions?

    init(from fields: inout Fields) {
        let count = fields.integer("groups", in: -1...Fields.largestInteger, default: 32, "The number of groups; -1: one for each channel.")
        if count == 0 { fields.report("'groups' must be a positive integer or -1", at: "groups") }
        groups = count == -1 ? nil : count
        let axis = fields.integer("axis", in: -8...8, default: -1, "The axis of the channels: the last.")
        if axis != -1 { fields.report("'axis' must be -1: the last axis holds the channels", at: "axis") }
        epsilon = fields.number("epsilon", in: .nonNegative, default: 1e-3, "Added to the variance.")
        let (center, scale) = (
            fields.boolean("center", default: true, "Add beta."), fields.boolean("scale", default: true, "Multiply by gamma.")
        )
        let (betaOptions, gammaOptions) = (
            fields.weights("beta", initializer: Zeros(), called: "zeros"), fields.weights("gamma", initializer: Ones(), called: "ones")
        )
        beta = center ? betaOptions : nil
        gamma = scale ? gammaOptions : nil
    }

    var passesMask: Bool { true }

    func outputs(for inputs: [Shape]) throws(LayerError) -> [Shape] {
        let channels = try inputs[0].requiringFeatures()
        guard channels % (groups ?? channels) == 0 else {
            throw LayerError("needs a number of channels that is a multiple of 'groups', \(groups ?? channels), found \(inputs[0])", field: "groups", input: 0)
        }
        return inputs
    }

    func parameters(for inputs: [Shape]) -> [ParameterSpec] {
        let sizes = [inputs[0].features!]
        return (gamma.map { [$0.spec("gamma", sizes, summary: "[channels]")] } ?? [])
            + (beta.map { [$0.spec("beta", sizes, summary: "[channels]")] } ?? [])
    }

    func lower(_ inputs: [Value], _ parameters: ParameterValues, into lowering: inout Lowering) throws -> [Value] {
        let factors = try (gamma == nil ? [] : [parameters["gamma"]]) + (beta == nil ? [] : [parameters["beta"]])
        let operation = NormalizeGroups(
            groups: groups ?? lowering.shape(of: inputs[0]).features!, epsilon: Float(epsilon), hasGamma: gamma != nil, hasBeta: beta != nil)
        return [try lowering.results(of: operation, inputs + factors)[0]]
    }
}
