/// How the columns are brought to one scale.
enum NormalizationKind: String, CaseIterable, Sendable {
    case standard
    case minMax = "min-max"
    case unchanged = "none"

    /// The scaling that these values ask for; none of them changes it where there are no values.
    ///
    /// The variance is that of the population, and no divisor is below 1e-7, both as in Keras's `Normalization`.
    func scaling(of values: some Sequence<Double>) -> Scaling {
        switch self {
        case .unchanged: .identity
        case .standard: Self.standardScaling(of: values)
        case .minMax: Self.rangeScaling(of: values)
        }
    }

    private static let smallestDivisor = 1e-7

    private static func standardScaling(of values: some Sequence<Double>) -> Scaling {
        var (count, sum) = (0.0, 0.0)
        for value in values {
            count += 1
            sum += value
        }
        guard count > 0 else { return .identity }
        let mean = sum / count
        let squares = values.reduce(0.0) { $0 + ($1 - mean) * ($1 - mean) }
        return Scaling(offset: mean, divisor: max((squares / count).squareRoot(), smallestDivisor))
    }

    private static func rangeScaling(of values: some Sequence<Double>) -> Scaling {
        var (lower, upper) = (Double.infinity, -Double.infinity)
        for value in values {
            lower = min(lower, value)
            upper = max(upper, value)
        }
        guard lower <= upper else { return .identity }
        return Scaling(offset: lower, divisor: max(upper - lower, smallestDivisor))
    }
}

/// `(value − offset) / divisor`.
public struct Scaling: Sendable, Equatable {
    public let offset: Double
    /// Greater than 0.
    public let divisor: Double

    public init(offset: Double, divisor: Double) {
        self.offset = offset
        self.divisor = divisor
    }

    public static let identity = Scaling(offset: 0, divisor: 1)

    public func scaled(_ value: Double) -> Double { (value - offset) / divisor }
    public func unscaled(_ value: Double) -> Double { value * divisor + offset }
}
