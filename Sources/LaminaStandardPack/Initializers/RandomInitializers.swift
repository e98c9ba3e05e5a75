import LaminaKit

struct RandomUniform: Initializer {
    static let aliases = ["random_uniform", "uniform"]
    static let summary = "Uniform between `minval` and `maxval`."
    let lower: Double
    let upper: Double

    init(_ lower: Double, _ upper: Double) {
        (self.lower, self.upper) = (lower, upper)
    }

    init(from fields: inout Fields) {
        lower = fields.number("minval", default: -0.05, "The lower bound.")
        upper = fields.number("maxval", default: 0.05, "The upper bound.")
        if upper < lower { fields.report("'maxval' must not be less than 'minval'", at: "maxval") }
    }

    func values(sizes: [Int], random: inout RandomStream) -> [Float] {
        Distribution.uniform(lower, upper).values(count: sizes.reduce(1, *), random: &random)
    }
}

struct RandomNormal: Initializer {
    static let aliases = ["random_normal", "normal"]
    static let summary = "Normal."
    let mean: Double
    let deviation: Double

    init(from fields: inout Fields) {
        mean = fields.number("mean", default: 0, "The mean.")
        deviation = fields.number("stddev", in: .nonNegative, default: 0.05, "The standard deviation.")
    }

    func values(sizes: [Int], random: inout RandomStream) -> [Float] {
        Distribution.normal(mean, deviation).values(count: sizes.reduce(1, *), random: &random)
    }
}

struct TruncatedNormal: Initializer {
    static let aliases = ["truncated_normal"]
    static let summary = "Normal, drawn anew beyond two standard deviations."
    let mean: Double
    let deviation: Double

    init(from fields: inout Fields) {
        mean = fields.number("mean", default: 0, "The mean.")
        deviation = fields.number("stddev", in: .nonNegative, default: 0.05, "The standard deviation before the cut.")
    }

    func values(sizes: [Int], random: inout RandomStream) -> [Float] {
        Distribution.truncatedNormal(mean, deviation).values(count: sizes.reduce(1, *), random: &random)
    }
}
