/// A penalty on a parameter, added to the loss.
public protocol Regularizer: Component {
    /// - Returns: the penalty, a single number.
    func penalty(of parameter: Value, in lowering: inout Lowering) throws -> Value
}

/// What a parameter is brought back to after each update.
public protocol Constraint: Component {
    /// What is wrong with this constraint for a parameter's shape, nil where it fits.
    func complaint(sizes: [Int]) -> String?

    /// Updates a part of `range.parameters` in place.
    ///
    /// - Parameters:
    ///   - variable: the part that the parameter takes.
    ///   - sizes: the parameter's shape.
    func lower(_ variable: Range<Int>, sizes: [Int], of range: OptimizerRange, into lowering: inout Lowering) throws
}

/// What training makes small.
public protocol Loss: Component {
    /// The shape of one target for a prediction's shape, both with the batch left out.
    ///
    /// - Throws: `LayerError` where the prediction does not fit.
    func targetShape(forPrediction shape: Shape) throws(LayerError) -> Shape

    /// - Parameter weights: how much each row counts, in the prediction's shape without its last axis: `[batch]`, `[batch, time]`; nil where
    ///   all count alike.
    /// - Returns: the mean over all rows of loss times weight, a single number. As in Keras the divisor is the number of rows, whatever
    ///   their weights.
    func lower(prediction: Value, target: Value, weights: Value?, into lowering: inout Lowering) throws -> Value

    /// What its targets stand for.
    var targetMeaning: TargetMeaning { get }

    /// Whether its predictions are logits: the sigmoid or softmax of them are the probabilities.
    var takesLogits: Bool { get }
}

/// What the numbers of a target stand for, where that is more than numbers.
public enum TargetMeaning: Sendable, Equatable {
    case numbers
    /// One number a row: a class, counted from 0.
    case classNumber
    /// A row is a distribution over classes, such as one-hot.
    case distribution
    /// Each number is 0 or 1, and a prediction above the threshold says 1.
    case yesOrNo(threshold: Float)
}

/// What training reports beside the loss.
public protocol Metric: Component {
    /// The name in histories and progress lines.
    var name: String { get }

    /// - Throws: `LayerError` where the metric cannot compare the two; shapes have the batch left out.
    func check(prediction: Shape, target: Shape) throws(LayerError)

    /// - Returns: what `aggregation` adds up over batches: for `.mean` the mean over the batch.
    func lower(prediction: Value, target: Value, into lowering: inout Lowering) throws -> Value

    /// How the numbers of the batches come to that of an epoch.
    var aggregation: MetricAggregation { get }

    /// Whether more is better: what a callback that watches it goes by.
    var isBetterWhenHigher: Bool { get }
}

/// What moves the parameters along their gradients.
public protocol Optimizer: Component {
    func lower(_ range: OptimizerRange, into lowering: inout Lowering) throws

    /// What the slot `learning_rate` must hold in each iteration, nil where it keeps its value. Who runs the iterations sets it.
    var schedule: (any Schedule)? { get }

    /// The slot whose numbers the trainable parameters become when training ends, such as their moving averages; nil where they stay.
    var finalParametersSlot: String? { get }
}

/// A learning rate that is a function of the iteration alone: a resumed training goes on with the same bits.
public protocol Schedule: Component {
    /// - Parameter iteration: from 0, counted over all epochs.
    func rate(at iteration: Int) -> Double
}

extension Regularizer {
    public static var kind: ComponentKind { .regularizer }
}

extension Constraint {
    public static var kind: ComponentKind { .constraint }
    public func complaint(sizes: [Int]) -> String? { nil }
}

extension Loss {
    public static var kind: ComponentKind { .loss }
    public var targetMeaning: TargetMeaning { .numbers }
    public var takesLogits: Bool { false }
}

extension Metric {
    public static var kind: ComponentKind { .metric }
    public var name: String { Self.typeName }
    public func check(prediction: Shape, target: Shape) throws(LayerError) {}
    public var aggregation: MetricAggregation { .mean }
    public var isBetterWhenHigher: Bool { false }
}

extension Optimizer {
    public static var kind: ComponentKind { .optimizer }
    public var schedule: (any Schedule)? { nil }
    public var finalParametersSlot: String? { nil }
}

extension Schedule {
    public static var kind: ComponentKind { .schedule }
}

/// All trainable parameters and their gradients as one contiguous range each: an optimizer is one pass over it.
public struct OptimizerRange: Sendable {
    /// `[count]`, with zeros where a parameter is padded to its alignment.
    public let parameters: Value
    /// `[count]`, in the places of `parameters`.
    public let gradients: Value
    public let count: Int
    /// The part of the range that each parameter takes.
    public let variables: [Range<Int>]

    public init(parameters: Value, gradients: Value, count: Int, variables: [Range<Int>]) {
        self.parameters = parameters
        self.gradients = gradients
        self.count = count
        self.variables = variables
    }
}
