import LaminaKit

/// Adds normally distributed noise during training.
struct GaussianNoise: NoiseLayer {
    static let summary = "Adds normally distributed noise of mean 0 during training; passes all through otherwise."
    let standardDeviation: Double

    init(from fields: inout Fields) {
        standardDeviation = fields.number("stddev", in: NumberRange(from: 0, to: 1), "The standard deviation of the noise.")
    }

    var isActive: Bool { standardDeviation > 0 }

    func noise(stream: UInt64) -> any Operation {
        GaussianNoiseMask(.added, standardDeviation: Float(standardDeviation), stream: stream)
    }
}

/// Multiplies by normally distributed noise of mean 1 during training.
struct GaussianDropout: NoiseLayer {
    static let summary = "Multiplies by normally distributed noise of mean 1 during training; passes all through otherwise."
    let rate: Double

    init(from fields: inout Fields) {
        rate = fields.number("rate", in: .fraction, "As Dropout's: the noise has the standard deviation √(rate / (1 − rate)).")
    }

    var isActive: Bool { rate > 0 }

    func noise(stream: UInt64) -> any Operation {
        GaussianNoiseMask(.multiplied, standardDeviation: Float((rate / (1 - rate)).squareRoot()), stream: stream)
    }
}

/// Dropout that keeps the mean and variance of what SELU gives (Klambauer et al., 2017).
struct AlphaDropout: NoiseLayer {
    static let summary = "Sets a share of the inputs to SELU's limit during training and keeps their mean and variance; passes all through otherwise."
    let rate: Double

    init(from fields: inout Fields) {
        rate = fields.number("rate", in: .fraction, "The share of inputs that is dropped.")
    }

    var isActive: Bool { rate > 0 }

    func noise(stream: UInt64) -> any Operation {
        let limit = -1.6732632423543772 * 1.0507009873554805
        let scale = 1 / ((1 - rate) * (1 + rate * limit * limit)).squareRoot()
        let offset = -scale * limit * rate
        return AlphaDropoutMask(
            rate: Float(rate), scale: Float(scale), offset: Float(offset), dropped: Float(scale * limit + offset), stream: stream)
    }
}
