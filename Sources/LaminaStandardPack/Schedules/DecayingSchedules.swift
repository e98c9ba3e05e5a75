import LaminaKit

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The decays that are measured in multiples of `decay_steps`.
private struct DecayClock: Sendable {
    let initialRate: Double
    let steps: Double
    let decayRate: Double
    let isStaircase: Bool

    init(from fields: inout Fields, _ rateSummary: String) {
        initialRate = fields.initialLearningRate()
        steps = fields.decaySteps()
        decayRate = fields.number("decay_rate", in: .nonNegative, rateSummary)
        isStaircase = fields.boolean("staircase", default: false, "Fall in steps, not smoothly.")
    }

    func decays(at iteration: Int) -> Double {
        let decays = Double(iteration) / steps
        return isStaircase ? decays.rounded(.down) : decays
    }
}

struct ExponentialDecay: Schedule {
    static let summary = "`initial_learning_rate · decay_rate^(iteration / decay_steps)`."
    private let clock: DecayClock

    init(from fields: inout Fields) {
        clock = DecayClock(from: &fields, "What each decay multiplies the rate by.")
    }

    func rate(at iteration: Int) -> Double { clock.initialRate * pow(clock.decayRate, clock.decays(at: iteration)) }
}

struct InverseTimeDecay: Schedule {
    static let summary = "`initial_learning_rate / (1 + decay_rate · iteration / decay_steps)`."
    private let clock: DecayClock

    init(from fields: inout Fields) {
        clock = DecayClock(from: &fields, "What each decay adds to the divisor.")
    }

    func rate(at iteration: Int) -> Double { clock.initialRate / (1 + clock.decayRate * clock.decays(at: iteration)) }
}

struct PolynomialDecay: Schedule {
    static let summary = "From `initial_learning_rate` to `end_learning_rate` along a power of the time that is left."
    private let initialRate: Double
    private let steps: Double
    private let endRate: Double
    private let power: Double
    private let cycles: Bool

    init(from fields: inout Fields) {
        initialRate = fields.initialLearningRate()
        steps = fields.decaySteps()
        endRate = fields.number("end_learning_rate", in: .nonNegative, default: 0.0001, "The rate at the end.")
        power = fields.number("power", in: .nonNegative, default: 1, "1: a straight line.")
        cycles = fields.boolean("cycle", default: false, "Begin anew after the end, with a longer decay from less.")
    }

    func rate(at iteration: Int) -> Double {
        let time = Double(iteration)
        let length = cycles && iteration > 0 ? steps * (time / steps).rounded(.up) : steps
        return (initialRate - endRate) * pow(1 - min(time, length) / length, power) + endRate
    }
}
