/// How numbers are spread: of a layer's outputs, or of gradients.
public struct Distribution: Sendable, Equatable {
    public let count: Int
    /// NaN and infinities: they are in none of the other numbers.
    public let nonFiniteCount: Int
    public let zeroCount: Int
    public let mean: Double
    /// Of the population.
    public let standardDeviation: Double
    public let minimum: Double
    public let maximum: Double
    /// Finite values in ascending order, evenly spaced by rank: of all where they are few, else of a sample. At most `rankCount`.
    public let ranks: [Float]

    public static let rankCount = 1025
    /// The values that `ranks` are drawn from, evenly spaced over all.
    private static let sampleSize = 1 << 16

    public init(_ values: some RandomAccessCollection<Float>) {
        var (sum, finite, zeros) = (0.0, 0, 0)
        var (least, most) = (Double.infinity, -Double.infinity)
        for value in values where value.isFinite {
            let value = Double(value)
            sum += value
            finite += 1
            if value == 0 { zeros += 1 }
            least = min(least, value)
            most = max(most, value)
        }
        let mean = sum / Double(max(finite, 1))
        let squares = values.reduce(0.0) { $1.isFinite ? $0 + (Double($1) - mean) * (Double($1) - mean) : $0 }
        count = values.count
        nonFiniteCount = values.count - finite
        zeroCount = zeros
        self.mean = mean
        standardDeviation = (squares / Double(max(finite, 1))).squareRoot()
        minimum = finite > 0 ? least : 0
        maximum = finite > 0 ? most : 0
        ranks = Self.evenly(Self.evenly(Array(values), Self.sampleSize).filter(\.isFinite).sorted(), Self.rankCount)
    }

    public var zeroShare: Double { Double(zeroCount) / Double(max(count, 1)) }

    /// At most `limit` of the values, evenly spaced, the first and the last among them.
    private static func evenly(_ values: [Float], _ limit: Int) -> [Float] {
        guard values.count > limit else { return values }
        return (0..<limit).map { values[Int(Double($0) * Double(values.count - 1) / Double(limit - 1))] }
    }
}
