/// How the numbers that a metric gives for each batch come to those of an epoch.
public struct MetricAggregation: Sendable {
    /// Each batch counts as often as it has examples; else the batches' numbers are added as they are.
    public let weighsByExamples: Bool
    private let finish: @Sendable ([Double]) -> [MetricValue]

    /// The mean over all examples of a number that is a mean over the batch.
    public static let mean = mean { $0 }

    /// The same, and what comes of that mean: its root, for one.
    public static func mean(_ finish: @escaping @Sendable (Double) -> Double) -> MetricAggregation {
        MetricAggregation(weighsByExamples: true) { [MetricValue(finish($0[0]))] }
    }

    /// One number of sums over all batches: counts, for one, which do not add up to a mean.
    ///
    /// - Parameter finish: from the sums of the vectors `[n]` that `lower` gives.
    public static func totals(_ finish: @escaping @Sendable (_ totals: [Double]) -> Double) -> MetricAggregation {
        MetricAggregation(weighsByExamples: false) { [MetricValue(finish($0))] }
    }

    /// Several numbers of sums over all batches, such as one for each class.
    public static func totals(_ finish: @escaping @Sendable (_ totals: [Double]) -> [MetricValue]) -> MetricAggregation {
        MetricAggregation(weighsByExamples: false, finish)
    }

    private init(weighsByExamples: Bool, _ finish: @escaping @Sendable ([Double]) -> [MetricValue]) {
        self.weighsByExamples = weighsByExamples
        self.finish = finish
    }

    public func values(of totals: [Double]) -> [MetricValue] { finish(totals) }
}

/// A number that a metric reports.
public struct MetricValue: Sendable, Equatable {
    public let value: Double
    /// What tells it from the metric's other numbers: `0` of `f1_score_0`; nil where it is the only one.
    public let suffix: String?

    public init(_ value: Double, suffix: String? = nil) {
        self.value = value
        self.suffix = suffix
    }

    /// One alone has the metric's own name, several are numbered from 0.
    public static func numbered(_ values: [Double]) -> [MetricValue] {
        guard values.count != 1 else { return [MetricValue(values[0])] }
        return values.enumerated().map { MetricValue($1, suffix: String($0)) }
    }
}
