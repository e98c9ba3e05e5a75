import LaminaKit

/// Adds normally distributed noise during training.
struct GaussianNoise: Layer {
    static let summary = "Adds normally distributed noise of mean 0 during training; passes all through otherwise."
    let standardDeviation: Double

    init(from fields: inout Fields) {
        standardDeviation = fields.number("stddev", in: NumberRange(from: 0, to: 1), "The standard deviation of the noise.")
    }

    var supportsStreaming: Bool { true }
    var passesMask: Bool { true }

    func outputs(for inputs: [Shape]) -> [Shape] { inputs }

    func lower(_ inputs: [Value], _ parameters: ParameterValues, into lowering: inout Lowering) throws -> [Value] {
        guard lowering.mode.isTraining, standardDeviation > 0 else { return inputs }
        let noise = GaussianNoiseMask(.added, standardDeviation: Float(standardDeviation), stream: lowering.randomStream())
        return [try lowering.apply(noise, inputs[0])]
    }
}

/// Multiplies by normally distributed noise of mean 1 during training.
struct GaussianDropout: Layer {
    static let summary = "Multiplies by normally distributed noise of mean 1 during training; passes all through otherwise."
    let rate: Double

    init(from fields: inout Fields) {
        rate = fields.number("rate", in: .fraction, "As Dropout's: the noise has the standard deviation √(rate / (1 − rate)).")
    }

    var supportsStreaming: Bool { true }
    var passesMask: Bool { true }

    func outputs(for inputs: [Shape]) -> [Shape] { inputs }

    func lower(_ inputs: [Value], _ parameters: ParameterValues, into lowering: inout Lowering) throws -> [Value] {
        guard lowering.mode.isTraining, rate > 0 else { return inputs }
        let deviation = (rate / (1 - rate)).squareRoot()
        return [try lowering.apply(GaussianNoiseMask(.multiplied, standardDeviation: Float(deviation), stream: lowering.randomStream()), inputs[0])]
    }
}

/// Dropout that keeps the mean and variance of what SELU gives (Klambauer et al., 2017).
struct AlphaDropout: Layer {
    static let summary = "Sets a share of the inputs to SELU's limit during training and keeps their mean and variance; passes all through otherwise."
    let rate: Double

    init(from fields: inout Fields) {
        rate = fields.number("rate", in: .fraction, "The share of inputs that is dropped.")
    }

    var supportsStreaming: Bool { true }
    var passesMask: Bool { true }

    func outputs(for inputs: [Shape]) -> [Shape] { inputs }

    func lower(_ inputs: [Value], _ parameters: ParameterValues, into lowering: inout Lowering) throws -> [Value] {
        guard lowering.mode.isTraining, rate > 0 else { return inputs }
        let limit = -1.6732632423543772 * 1.0507009873554805
        let scale = 1 / ((1 - rate) * (1 + rate * limit * limit)).squareRoot()
        let offset = -scale * limit * rate
        let mask = AlphaDropoutMask(
            rate: Float(rate), scale: Float(scale), offset: Float(offset), dropped: Float(scale * limit + offset), stream: lowering.randomStream())
        return [try lowering.apply(mask, inputs[0])]
    }
}
