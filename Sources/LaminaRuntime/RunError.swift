/// What a caller of a session can do wrong, with the numbers that mend it.
public enum RunError: Error, Hashable, Sendable {
    case batch(found: Int, capacity: Int)
    case elementCount(port: String, shape: String, expected: Int, found: Int)
    case timeSteps(axis: String, found: Int, bound: Int)
    case portCount(expectedInputs: Int, expectedOutputs: Int)
    case parameterMissing(name: String)
    case parameterCount(name: String, expected: Int, found: Int)
    case parameterShape(name: String, expected: [Int], found: [Int])
    case unknownParameter(name: String)
    case stateSize(expected: Int, found: Int)
    case noSlot(name: String)
    case memory(needed: Int, available: Int)
}

extension RunError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .batch(let found, let capacity):
            "a batch of \(found) does not fit this plan: it is compiled for 1 to \(capacity); compile with a larger batch capacity"
        case .elementCount(let port, let shape, let expected, let found):
            "'\(port)' of shape \(shape) needs \(expected) numbers, found \(found)"
        case .timeSteps(let axis, let found, let bound):
            "\(found) steps on '\(axis)' do not fit this plan: it is compiled for 1 to \(bound); raise \"max_steps\" of the input"
        case .portCount(let inputs, let outputs):
            "this call is for other numbers of inputs and outputs: the plan has \(inputs) and \(outputs)"
        case .parameterMissing(let name):
            "the weights have no value for parameter '\(name)'"
        case .parameterCount(let name, let expected, let found):
            "parameter '\(name)' needs \(expected) numbers, found \(found)"
        case .parameterShape(let name, let expected, let found):
            "parameter '\(name)' has the shape \(expected), found \(found)"
        case .memory(let needed, let available):
            "the plan needs \(needed) bytes, this machine has \(available): take a smaller batch or a smaller model"
        case .unknownParameter(let name):
            "the model has no parameter '\(name)'"
        case .stateSize(let expected, let found):
            "the snapshot holds \(found) bytes, this plan's state \(expected): it is another model's or another batch capacity's"
        case .noSlot(let name):
            "the plan has no optimizer slot '\(name)'"
        }
    }
}
