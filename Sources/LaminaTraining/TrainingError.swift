/// Why a training could not begin or go on.
public enum TrainingError: Error, Sendable, CustomStringConvertible {
    case nonFiniteLoss(value: Float, epoch: Int, batch: Int)
    case noSuchMetric(name: String, available: [String])
    case portCount(what: String, expected: Int, found: Int)
    case classWeights(String)
    case unexpectedWeights
    case exampleSize(what: String, expected: String, found: [Int])
    case noExamples(part: String)
    case scheduledLearningRate
    case interrupted
    case checkpoint(path: String, problem: String)

    public var description: String {
        switch self {
        case .nonFiniteLoss(let value, let epoch, let batch):
            "the loss is \(value) in epoch \(epoch + 1), batch \(batch + 1): lower the learning rate, clip the gradients or check the data: "
                + "an example that is masked as a whole, or a number that an Embedding has no row for, gives NaN "
                + "(callback TerminateOnNaN would stop quietly)"
        case .noSuchMetric(let name, let available):
            "no metric '\(name)' to watch; there is \(available.joined(separator: ", "))"
                + (name.hasPrefix("val_") ? " (a 'val_' metric needs validation data)" : "")
        case .portCount(let what, let expected, let found):
            "an example must have \(expected) \(what)\(expected == 1 ? "" : "s") for this model, the data's have \(found)"
        case .classWeights(let problem): problem
        case .unexpectedWeights: "the examples have weights: make the evaluator with isWeighted: true"
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
