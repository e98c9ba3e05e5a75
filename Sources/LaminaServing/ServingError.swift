/// Why a request was not answered, or a model not taken, with what mends it.
public enum ServingError: Error, Hashable, Sendable {
    /// All sessions are busy and as many requests wait as may wait.
    case busy(waiting: Int)
    /// All clients that may have a state are in the middle of a call.
    case tooManyClients(limit: Int)
    case noState(plan: String)
    case streamingBatch(plan: String, capacity: Int)
    case hasState(plan: String)
    case planDiffers(String)
    case parameterNotFinite(name: String)
    /// What lies packed in a plan file, or comes of packing.
    case preparedNotFinite
    case outputNotFinite(port: String)
}

extension ServingError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .busy(let waiting):
            "all sessions are busy and \(waiting) requests wait already: try again later, or allow more sessions or waiters"
        case .tooManyClients(let limit):
            "\(limit) clients are in the middle of a call, more may not have a state at once: try again later, or raise the limit"
        case .noState(let plan):
            "the plan '\(plan)' keeps no state from run to run: compile a recurrent model for streaming"
        case .streamingBatch(let plan, let capacity):
            "the plan '\(plan)' is compiled for batches of \(capacity): a state for each client needs a batch capacity of 1"
        case .hasState(let plan):
            "the plan '\(plan)' keeps its state from run to run, and requests of a batch would share it: use StreamingSessions, or compile it "
                + "without streaming"
        case .planDiffers(let difference):
            "the new model is not the one that is served: \(difference)"
        case .parameterNotFinite(let name):
            "the new weights are refused: parameter '\(name)' holds a number that is not finite"
        case .preparedNotFinite:
            "the new weights are refused: as they are packed for the runs they hold a number that is not finite"
        case .outputNotFinite(let port):
            "the new weights are refused: output '\(port)' is not finite on the probe"
        }
    }
}
