import LaminaKit

/// Random values whose variance is `scale` over the number of inputs, outputs or their mean.
struct VarianceScaling: Initializer {
    enum Mode: String, CaseIterable, Sendable {
        case fanIn = "fan_in"
        case fanOut = "fan_out"
        case fanAverage = "fan_avg"
    }

    enum Shape: String, CaseIterable, Sendable {
        case truncatedNormal = "truncated_normal"
        case untruncatedNormal = "untruncated_normal"
        case uniform
    }

    static let aliases = ["variance_scaling"]
    static let summary = "Random values with a variance of `scale` over the fan."
    let scale: Double
    let mode: Mode
    let distribution: Shape

    init(scale: Double, mode: Mode, distribution: Shape) {
        self.scale = scale
        self.mode = mode
        self.distribution = distribution
    }

    init(from fields: inout Fields) {
        scale = fields.number("scale", in: .positive, default: 1, "The variance times the fan.")
        mode = fields.choice("mode", default: .fanIn, "Which fan.")
        distribution = fields.choice("distribution", default: .truncatedNormal, "What is drawn from.")
    }

    func values(sizes: [Int], random: inout RandomStream) -> [Float] {
        let fans = Fans(sizes: sizes)
        let fan =
            switch mode {
            case .fanIn: Double(fans.fanIn)
            case .fanOut: Double(fans.fanOut)
            case .fanAverage: Double(fans.fanIn + fans.fanOut) / 2
            }
        let variance = scale / max(1, fan)
        let source: Distribution
        switch distribution {
        case .truncatedNormal: source = .truncatedNormal(0, variance.squareRoot() / Self.deviationAfterCut)
        case .untruncatedNormal: source = .normal(0, variance.squareRoot())
        case .uniform:
            let limit = (3 * variance).squareRoot()
            source = .uniform(-limit, limit)
        }
        return source.values(count: sizes.reduce(1, *), random: &random)
    }

    /// The standard deviation of a standard normal cut at ±2.
    private static let deviationAfterCut = 0.87962566103423978
}

/// A named choice of variance scaling's fields.
protocol ScaledInitializer: Initializer {
    static var scaling: VarianceScaling { get }
    init()
}

extension ScaledInitializer {
    public init(from fields: inout Fields) {
        self.init()
    }

    public func values(sizes: [Int], random: inout RandomStream) -> [Float] {
        Self.scaling.values(sizes: sizes, random: &random)
    }
}

struct GlorotUniform: ScaledInitializer {
    static let aliases = ["glorot_uniform"]
    static let summary = "Uniform with variance 1 / mean fan (Glorot and Bengio, 2010)."
    static let scaling = VarianceScaling(scale: 1, mode: .fanAverage, distribution: .uniform)
}

struct GlorotNormal: ScaledInitializer {
    static let aliases = ["glorot_normal"]
    static let summary = "Truncated normal with variance 1 / mean fan (Glorot and Bengio, 2010)."
    static let scaling = VarianceScaling(scale: 1, mode: .fanAverage, distribution: .truncatedNormal)
}

struct HeUniform: ScaledInitializer {
    static let aliases = ["he_uniform"]
    static let summary = "Uniform with variance 2 / fan in (He et al., 2015)."
    static let scaling = VarianceScaling(scale: 2, mode: .fanIn, distribution: .uniform)
}

struct HeNormal: ScaledInitializer {
    static let aliases = ["he_normal"]
    static let summary = "Truncated normal with variance 2 / fan in (He et al., 2015)."
    static let scaling = VarianceScaling(scale: 2, mode: .fanIn, distribution: .truncatedNormal)
}

struct LecunUniform: ScaledInitializer {
    static let aliases = ["lecun_uniform"]
    static let summary = "Uniform with variance 1 / fan in (LeCun et al., 1998)."
    static let scaling = VarianceScaling(scale: 1, mode: .fanIn, distribution: .uniform)
}

struct LecunNormal: ScaledInitializer {
    static let aliases = ["lecun_normal"]
    static let summary = "Truncated normal with variance 1 / fan in (LeCun et al., 1998)."
    static let scaling = VarianceScaling(scale: 1, mode: .fanIn, distribution: .truncatedNormal)
}
