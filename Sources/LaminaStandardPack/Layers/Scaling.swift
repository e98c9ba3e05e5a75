import LaminaKit

/// `scale · x + offset`.
struct Rescaling: Layer {
    static let summary = "`scale · x + offset`, with fixed numbers."
    let scale: Double
    let offset: Double

    init(from fields: inout Fields) {
        scale = fields.number("scale", "The factor.")
        offset = fields.number("offset", default: 0, "What is added.")
    }

    var supportsStreaming: Bool { true }
    var passesMask: Bool { true }

    func outputs(for inputs: [Shape]) -> [Shape] { inputs }

    func lower(_ inputs: [Value], _ parameters: ParameterValues, into lowering: inout Lowering) throws -> [Value] {
        [try lowering.apply(Affine(scale: Float(scale), offset: Float(offset)), inputs[0])]
    }
}

/// `(x − mean) / max(√variance, 1e-7)` for each feature, with fixed numbers: from the model file, or from the weights.
struct Normalization: Layer {
    static let summary = "`(x − mean) / √variance` for each feature, mean and variance fixed: given here, else held by the weights."
    let given: (mean: [Double], variance: [Double])?
    let isInverted: Bool

    init(from fields: inout Fields) {
        let axis = fields.integer("axis", in: -8...8, default: -1, "The axis of the features: the last.")
        if axis != -1 { fields.report("'axis' must be -1: the last axis holds the features", at: "axis") }
        let mean = fields.optionalNumbers("mean", "The means, or one for all features; without it the weights hold them.")
        let variance = fields.optionalNumbers("variance", in: .nonNegative, "The variances, or one for all features.")
        isInverted = fields.boolean("invert", default: false, "Undo it: `x · √variance + mean`.")
        if (mean == nil) != (variance == nil) { fields.report("'mean' and 'variance' go together", at: mean == nil ? "variance" : "mean") }
        if let mean, let variance {
            if !mean.isEmpty, !variance.isEmpty, mean.count != variance.count { fields.report("'mean' has \(mean.count) numbers, 'variance' \(variance.count)", at: "variance") }
            given = (mean, variance)
        } else {
            given = nil
        }
    }

    /// What a deviation is at least.
    private static let floor = 1e-7

    var supportsStreaming: Bool { true }
    var passesMask: Bool { true }

    func outputs(for inputs: [Shape]) throws(LayerError) -> [Shape] {
        let features = try inputs[0].requiringFeatures()
        if let given, given.mean.count != 1, given.mean.count != features {
            throw LayerError("has \(given.mean.count) means for the \(features) features of \(inputs[0])", field: "mean", input: 0)
        }
        return inputs
    }

    func parameters(for inputs: [Shape]) -> [ParameterSpec] {
        guard given == nil else { return [] }
        let sizes = [inputs[0].features!]
        return [
            ParameterSpec("mean", sizes, initializer: Zeros(), isTrainable: false, summary: "[features]"),
            ParameterSpec("variance", sizes, initializer: Ones(), isTrainable: false, summary: "[features]"),
            ParameterSpec("count", [], initializer: Zeros(), isTrainable: false, summary: "Keras's count of examples, which nothing reads"),
        ]
    }

    func lower(_ inputs: [Value], _ parameters: ParameterValues, into lowering: inout Lowering) throws -> [Value] {
        let features = lowering.shape(of: inputs[0]).features!
        if let given {
            func vector(_ numbers: [Double], _ f: (Double) -> Double) -> ConstantVector {
                ConstantVector(values: (0..<features).map { Float(f(numbers[numbers.count == 1 ? 0 : $0])) })
            }
            let mean = try lowering.apply(vector(given.mean) { isInverted ? $0 : -$0 })
            let scale = try lowering.apply(
                vector(given.variance) {
                    let deviation = max($0.squareRoot(), Self.floor)
                    return isInverted ? deviation : 1 / deviation
                })
            return [try normalize(inputs[0], mean, scale, &lowering)]
        }
        let inverse = try lowering.apply(InverseRoot(floor: Float(Self.floor)), parameters["variance"])
        let mean = try parameters["mean"]
        guard isInverted else { return [try normalize(inputs[0], lowering.apply(Affine(scale: -1), mean), inverse, &lowering)] }
        let ones = try lowering.apply(Fill(1, shape: [.fixed(features)]))
        return [try normalize(inputs[0], mean, lowering.apply(Divide(), ones, inverse), &lowering)]
    }

    /// The mean goes first: multiplied before, it would cancel with what is left of x.
    private func normalize(_ x: Value, _ offset: Value, _ scale: Value, _ lowering: inout Lowering) throws -> Value {
        guard !isInverted else { return try lowering.apply(ScaleOffset(), x, scale, offset) }
        return try lowering.apply(ScaleOffset(hasOffset: false), lowering.apply(AddBias(), x, offset), scale)
    }
}
