import LaminaKit

extension ComponentKind {
    public static let callback = ComponentKind("callback")
}

/// Something that watches a training and may act on it. A value with state of its own, which a checkpoint keeps.
public protocol Callback: Component {
    mutating func trainingBegan(_ run: inout TrainingRun) throws
    mutating func epochBegan(_ epoch: Int, _ run: inout TrainingRun) throws
    mutating func epochEnded(_ epoch: Int, _ logs: Logs, _ run: inout TrainingRun) throws
    /// Whatever ended the training, also an early stop.
    mutating func trainingEnded(_ run: inout TrainingRun) throws

    /// Whether a loss that is not finite ends the training quietly instead of throwing.
    var stopsAtNonFiniteLoss: Bool { get }

    /// The number of the logs that it cannot do without: that it is missing is then found before the training.
    var watchedMetric: String? { get }

    /// The numbers of the logs that stand in the names of its files, each with its field; `epoch` is known without being one.
    var namedMetrics: [(name: String, field: String)] { get }

    /// The numbers that it adds to the logs itself: callbacks after it may watch them.
    var reportedMetrics: [String] { get }
    /// A checkpoint in the run's folder that the loop writes after each epoch and goes on from where it finds one; nil for none.
    var backupPath: String? { get }

    /// What a later `restore` needs to go on as if nothing had happened.
    var state: CallbackState { get }
    /// - Throws: `CallbackStateError` where the state cannot be one that `state` gave.
    mutating func restore(_ state: JSONNode, weights: Weights?) throws
}

/// A callback's memory in a checkpoint that cannot be right.
public struct CallbackStateError: Error, Sendable, CustomStringConvertible {
    public let description: String

    public init(_ description: String) {
        self.description = description
    }
}

/// A callback's memory in a checkpoint.
public struct CallbackState: Sendable {
    public var values: JSONValue
    public var weights: Weights?

    public init(_ values: JSONValue = .null, weights: Weights? = nil) {
        self.values = values
        self.weights = weights
    }
}

extension Callback {
    public static var kind: ComponentKind { .callback }

    public mutating func trainingBegan(_ run: inout TrainingRun) throws {}
    public mutating func epochBegan(_ epoch: Int, _ run: inout TrainingRun) throws {}
    public mutating func epochEnded(_ epoch: Int, _ logs: Logs, _ run: inout TrainingRun) throws {}
    public mutating func trainingEnded(_ run: inout TrainingRun) throws {}
    public var stopsAtNonFiniteLoss: Bool { false }
    public var watchedMetric: String? { nil }
    public var namedMetrics: [(name: String, field: String)] { [] }
    public var reportedMetrics: [String] { [] }
    public var backupPath: String? { nil }
    public var state: CallbackState { CallbackState() }
    public mutating func restore(_ state: JSONNode, weights: Weights?) {}
}

/// The training loop's own shelf.
public struct TrainingPack: Pack {
    public init() {}

    public let name = "training"

    public var components: [any Component.Type] {
        [
            EarlyStopping.self, ReduceLROnPlateau.self, ModelCheckpoint.self, CSVLogger.self, TerminateOnNaN.self, LearningRateScheduler.self,
            BackupAndRestore.self, TensorBoard.self,
        ]
    }
}
