import LaminaKit

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

struct CosineDecay: Schedule {
    static let summary = "Half a cosine down to `alpha` of the rate, on wish after a linear warm-up."
    private let initialRate: Double
    private let steps: Double
    private let alpha: Double
    private let warmupTarget: Double?
    private let warmupSteps: Double

    init(from fields: inout Fields) {
        initialRate = fields.initialLearningRate()
        steps = fields.decaySteps()
        alpha = fields.number("alpha", in: .nonNegative, default: 0, "The share of the rate that is left at the end.")
        warmupTarget = fields.optionalNumber("warmup_target", in: .nonNegative, "The rate that the warm-up grows to.")
        warmupSteps = fields.number("warmup_steps", in: .nonNegative, default: 0, "The iterations of the warm-up.")
    }

    func rate(at iteration: Int) -> Double {
        let time = Double(iteration)
        guard let warmupTarget else { return decayed(initialRate, time) }
        guard time >= warmupSteps else { return (warmupTarget - initialRate) * time / warmupSteps + initialRate }
        return decayed(warmupTarget, time - warmupSteps)
    }

    private func decayed(_ rate: Double, _ time: Double) -> Double {
        rate * ((1 - alpha) * 0.5 * (1 + cos(.pi * min(time, steps) / steps)) + alpha)
    }
}

/// Loshchilov and Hutter: "SGDR: stochastic gradient descent with warm restarts", 2017.
struct CosineDecayRestarts: Schedule {
    static let summary = "Cosine decays one after another, each `t_mul` times as long and starting from `m_mul` of the last."
    private let initialRate: Double
    private let firstSteps: Double
    private let growth: Double
    private let factor: Double
    private let alpha: Double

    init(from fields: inout Fields) {
        initialRate = fields.initialLearningRate()
        firstSteps = fields.decaySteps("first_decay_steps", "The iterations of the first decay.")
        growth = fields.number("t_mul", in: NumberRange(from: 1, to: .infinity), default: 2, "How much longer each decay is than the last.")
        factor = fields.number("m_mul", in: .nonNegative, default: 1, "What each restart multiplies the rate by.")
        alpha = fields.number("alpha", in: .nonNegative, default: 0, "The share of the rate that is left at each end.")
    }

    func rate(at iteration: Int) -> Double {
        var time = Double(iteration)
        var length = firstSteps
        var scale = 1.0
        if growth == 1 {
            let restarts = (time / length).rounded(.down)
            time -= restarts * length
            scale = pow(factor, restarts)
        } else {
            while time >= length {
                time -= length
                length *= growth
                scale *= factor
            }
        }
        return initialRate * ((1 - alpha) * 0.5 * scale * (1 + cos(.pi * time / length)) + alpha)
    }
}
