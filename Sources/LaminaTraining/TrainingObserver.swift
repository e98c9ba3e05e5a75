/// Who is told how a training goes: a progress bar, a log. Never part of a result.
public protocol TrainingObserver: AnyObject {
    func epochBegan(_ epoch: Int, of epochs: Int, batches: Int)
    /// Means up to this batch.
    func batchEnded(_ batch: Int, _ logs: Logs)
    func epochEnded(_ epoch: Int, _ logs: Logs)
    /// Asked after each batch: true ends the training with `TrainingError.interrupted`; the last checkpoint stays.
    var wantsToStop: Bool { get }
}

extension TrainingObserver {
    public var wantsToStop: Bool { false }
}
