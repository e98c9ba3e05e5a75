import LaminaCompiler
import LaminaFiles
import LaminaKit

/// A training under way, as callbacks see it.
public struct TrainingRun: ~Copyable {
    var session: Session
    /// What was reported up to now, the current epoch included.
    public internal(set) var history = History()
    /// Where files go that are named relative to the run.
    public let folder: String
    /// What every saved weights file says of itself beside the tensors.
    let metadata: [(key: String, value: String)]
    /// Why the training ends, once something has ended it.
    public private(set) var stopReason: String?
    /// The epoch whose weights were brought back at the end.
    public private(set) var restoredEpoch: Int?

    /// What sets the learning rate, where the optimizer has a schedule: nobody else may then.
    private let schedule: (any Schedule)?

    private let reports: [Report]

    init(
        session: consuming Session, folder: String, metadata: [(key: String, value: String)], schedule: (any Schedule)? = nil,
        reports: [Report] = []
    ) {
        self.session = session
        self.reports = reports
        self.schedule = schedule
        self.folder = folder
        self.metadata = metadata
    }

    /// Ends the training after this epoch.
    public mutating func stop(_ reason: String) {
        stopReason = stopReason ?? reason
    }

    public var weights: Weights { session.weights }

    /// - Parameter epoch: where the weights come from, for the report.
    public mutating func setWeights(_ weights: Weights, from epoch: Int) throws {
        try session.setWeights(weights)
        restoredEpoch = epoch
    }

    public var learningRate: Float {
        get throws { try session.hyperparameter("learning_rate") }
    }

    /// - Throws: `TrainingError.scheduledLearningRate` where the optimizer has a schedule.
    public mutating func setLearningRate(_ rate: Float) throws {
        guard schedule == nil else { throw TrainingError.scheduledLearningRate }
        try session.setHyperparameter("learning_rate", to: rate)
    }

    /// The next `session.run` is this iteration, counted from 0 over all epochs.
    mutating func begin(iteration: Int) throws {
        session.iteration = iteration
        if let schedule { try session.setHyperparameter("learning_rate", to: Float(schedule.rate(at: iteration))) }
    }

    /// Gives the trainable parameters what a slot holds for them.
    func setParameters(fromSlot name: String) {
        guard let slot = session.plan.slots.first(where: { $0.slot.name == name })?.slot else {
            preconditionFailure("an optimizer names a slot that it does not have")
        }
        let values = session.withRegion(.slots) { bytes in
            Array(UnsafeMutableBufferPointer(start: (bytes.baseAddress! + slot.offset).assumingMemoryBound(to: Float.self), count: slot.count))
        }
        session.withRegion(.parameters) { _ = $0.assumingMemoryBound(to: Float.self).update(from: values) }
    }

    /// Whether a number of the logs is one of which more is better: `val_auc`, `f1_score_0`.
    public func isBetterWhenHigher(_ name: String) -> Bool {
        reports.isBetterWhenHigher(name)
    }

    /// Adds a number to what this epoch reports.
    public mutating func report(_ value: Double, as name: String) {
        history.report(value, as: name)
    }

    public func path(_ name: String) -> String {
        name.hasPrefix("/") || folder.isEmpty ? name : "\(folder)/\(name)"
    }

    /// Writes a weights file into the run's folder: whole or not at all.
    public func save(_ weights: Weights, to name: String) throws {
        try Safetensors(weights, metadata: metadata).write(to: path(name))
    }
}
