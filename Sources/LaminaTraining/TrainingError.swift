/// Why a training could not begin or go on.
public enum TrainingError: Error, Sendable, CustomStringConvertible {
    case nonFiniteLoss(value: Float, epoch: Int, batch: Int)
    case noSuchMetric(name: String, available: [String])
    case portCount(inputs: Int, outputs: Int)
    case exampleSize(what: String, expected: String, found: [Int])
    case noExamples(part: String)
    case scheduledLearningRate
    case interrupted
    case checkpoint(path: String, problem: String)

    public var description: String {
        switch self {
        case .nonFiniteLoss(let value, let epoch, let batch):
            "the loss is \(value) in epoch \(epoch + 1), batch \(batch + 1): lower the learning rate, clip the gradients or check the data "
                + "(callback TerminateOnNaN would stop quietly)"
        case .noSuchMetric(let name, let available):
            "no metric '\(name)' to watch; there is \(available.joined(separator: ", "))"
                + (name.hasPrefix("val_") ? " (a 'val_' metric needs validation data)" : "")
        case .portCount(let inputs, let outputs):
            "examples feed one input and one target; this plan has \(inputs) inputs and targets and \(outputs) outputs: bind them on a Session"
        case .exampleSize(let what, let expected, let found):
            "the model's \(what) has the shape \(expected), the data's \(found)"
        case .noExamples(let part): "the \(part) part holds no example"
        case .scheduledLearningRate:
            "the optimizer's learning rate follows a schedule, which no callback may change: give 'learning_rate' as a number"
        case .interrupted: "the training was interrupted"
        case .checkpoint(let path, let problem): "\(path): cannot resume: \(problem)"
        }
    }
}
