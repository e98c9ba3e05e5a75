/// How the columns are brought to one scale.
enum NormalizationKind: String, CaseIterable, Sendable {
    case standard
    case minMax = "min-max"
    case unchanged = "none"

    /// The scaling that these values ask for; none of them changes it where there are no values.
    func scaling(of values: some Sequence<Double>) -> Scaling {
        scalings(width: 1) { take in
            for value in values { take(0, value) }
        }.first ?? .identity
    }

    /// The scalings of several columns whose values are walked through together, so that a file is not read once for each column. Empty
    /// where nothing is normalised.
    ///
    /// The variance is that of the population, and no divisor is below 1e-7, both as in Keras's `Normalization`.
    ///
    /// - Parameter walk: gives every value with its column; called once or twice.
    func scalings(width: Int, _ walk: (_ take: (Int, Double) -> Void) -> Void) -> [Scaling] {
        switch self {
        case .unchanged: return []
        case .standard:
            var (counts, sums) = (Self.row(width, 0), Self.row(width, 0))
            walk { column, value in
                counts[column] += 1
                sums[column] += value
            }
            let means = zip(sums, counts).map { $1 > 0 ? $0 / $1 : 0 }
            var squares = Self.row(width, 0)
            walk { column, value in squares[column] += (value - means[column]) * (value - means[column]) }
            return (0..<width).map { column in
                guard counts[column] > 0 else { return .identity }
                return Scaling(offset: means[column], divisor: max((squares[column] / counts[column]).squareRoot(), Self.smallestDivisor))
            }
        case .minMax:
            var (lower, upper) = (Self.row(width, .infinity), Self.row(width, -.infinity))
            walk { column, value in
                lower[column] = min(lower[column], value)
                upper[column] = max(upper[column], value)
            }
            return zip(lower, upper).map { lower, upper in
                lower <= upper ? Scaling(offset: lower, divisor: max(upper - lower, Self.smallestDivisor)) : .identity
            }
        }
    }

    private static let smallestDivisor = 1e-7

    private static func row(_ width: Int, _ value: Double) -> [Double] { Array(repeating: value, count: width) }
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
