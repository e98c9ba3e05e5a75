/// Who is told how a training goes: a progress bar, a log. Never part of a result.
public protocol TrainingObserver: AnyObject {
    func epochBegan(_ epoch: Int, of epochs: Int, batches: Int)
    /// - Parameter logs: computes the numbers up to this batch; only who shows them pays for that.
    func batchEnded(_ batch: Int, _ logs: () -> Logs)
    func epochEnded(_ epoch: Int, _ logs: Logs)
    /// Asked after each batch: true ends the training with `TrainingError.interrupted`; the last checkpoint stays.
    var wantsToStop: Bool { get }
}

extension TrainingObserver {
    public var wantsToStop: Bool { false }
}
