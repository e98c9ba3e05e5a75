import LaminaKit

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Smith and Topin: "Super-convergence", 2019, with the names and defaults of PyTorch's `OneCycleLR`; Keras has none.
struct OneCycle: Schedule {
    static let summary = "Half a cosine up to the largest rate, then half a cosine down to far below the first one: one cycle for the whole training."
    private let largestRate: Double
    private let totalSteps: Double
    private let risingShare: Double
    private let divisor: Double
    private let finalDivisor: Double

    init(from fields: inout Fields) {
        largestRate = fields.number("max_learning_rate", in: .nonNegative, "The rate at the top.")
        totalSteps = Double(fields.integer("total_steps", in: 2...Fields.largestInteger, "The iterations of the whole training."))
        risingShare = fields.number("pct_start", in: NumberRange(from: 0, to: 1), default: 0.3, "The share of the iterations in which the rate rises.")
        divisor = fields.number("div_factor", in: .positive, default: 25, "How much smaller than the largest the first rate is.")
        finalDivisor = fields.number("final_div_factor", in: .positive, default: 1e4, "How much smaller than the first the last rate is.")
    }

    func rate(at iteration: Int) -> Double {
        let (time, top, end) = (Double(iteration), risingShare * totalSteps - 1, totalSteps - 1)
        let first = largestRate / divisor
        if time <= top { return Self.between(first, largestRate, top > 0 ? time / top : 1) }
        return Self.between(largestRate, first / finalDivisor, min((time - top) / (end - top), 1))
    }

    private static func between(_ start: Double, _ end: Double, _ share: Double) -> Double {
        end + (start - end) / 2 * (1 + cos(.pi * share))
    }
}
