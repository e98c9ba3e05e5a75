import LaminaCompiler
import LaminaData
import LaminaKit

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// How the loss goes while the learning rate grows geometrically from batch to batch (Smith, "Cyclical learning rates", 2017).
public struct LearningRateSearch: Sendable {
    public struct Point: Sendable, Equatable {
        public let rate: Double
        public let loss: Double
        /// A running mean, most of it of the last batches.
        public let smoothedLoss: Double
    }

    /// One for each batch, up to where the loss ran away.
    public private(set) var points: [Point] = []
    /// Whether the loss ran away before the last rate.
    public private(set) var hasDiverged = false

    /// Where the smoothed loss falls most steeply over the logarithm of the rate, before its least; nil where it never falls. Differences
    /// reach over a tenth of the batches on both sides: what a single batch does says nothing.
    public var suggestion: Double? {
        let reach = max(points.count / 10, 1)
        guard let least = points.indices.min(by: { points[$0].smoothedLoss < points[$1].smoothedLoss }), least > 2 * reach else { return nil }
        let falls = (reach...least - reach).map { (rate: points[$0].rate, fall: points[$0 - reach].smoothedLoss - points[$0 + reach].smoothedLoss) }
        return falls.max { $0.fall < $1.fall }.flatMap { $0.fall > 0 ? $0.rate : nil }
    }

    /// The rate of the least smoothed loss: training at it hardly gets further.
    public var rateOfLeastLoss: Double? { points.min { $0.smoothedLoss < $1.smoothedLoss }?.rate }

    /// How much of the running mean stays at each batch.
    private static let kept = 0.9
    /// The loss has run away where it is so many times its least.
    private static let divergence = 4.0

    private var mean = 0.0
    private var weight = 0.0

    /// Whether it is worth going on.
    fileprivate mutating func add(_ loss: Double, at rate: Double) -> Bool {
        mean = Self.kept * mean + (1 - Self.kept) * loss
        weight = Self.kept * weight + (1 - Self.kept)
        let smoothed = mean / weight
        guard smoothed.isFinite else {
            hasDiverged = true
            return false
        }
        points.append(Point(rate: rate, loss: loss, smoothedLoss: smoothed))
        let least = points.reduce(Double.infinity) { min($0, $1.smoothedLoss) }
        hasDiverged = least > 0 ? smoothed > Self.divergence * least : smoothed > least + Self.divergence * abs(points[0].loss)
        return !hasDiverged
    }
}

extension Trainer {
    /// Trains some batches with a rate that grows geometrically from `first` to `last`, until the loss runs away. The model's own weights
    /// are not touched; callbacks are not asked.
    ///
    /// - Throws: `TrainingError.scheduledLearningRate` where the optimizer has a schedule, and what `fit` throws.
    public func findLearningRate(
        training: any ExampleSource, weights: Weights? = nil, from first: Double = 1e-7, to last: Double = 10, batches count: Int = 100
    ) throws -> LearningRateSearch {
        precondition(first > 0 && last > first && count >= 2)
        guard training.count > 0 else { throw TrainingError.noExamples(part: "training") }
        guard graph.training?.optimizer.schedule == nil else { throw TrainingError.scheduledLearningRate }
        let (plan, batches) = try prepare(training)
        var run = try begin(plan, weights: weights)
        let totals = RunningTotals(graph, plan)
        try batches.bind(to: &run.session)
        totals.bind(to: &run.session)
        var search = LearningRateSearch()
        for batch in 0..<count {
            let (epoch, position) = batch.quotientAndRemainder(dividingBy: batches.batchCount)
            if position == 0, options.shuffles { batches.shuffle(seed: options.seed, epoch: epoch) }
            let rate = first * pow(last / first, Double(batch) / Double(count - 1))
            try run.setLearningRate(Float(rate))
            try run.begin(iteration: batch)
            try run.session.run(batch: batches.load(position))
            guard search.add(Double(totals.loss), at: rate) else { break }
        }
        return search
    }
}
