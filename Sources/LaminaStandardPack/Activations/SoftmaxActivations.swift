import CLaminaKernels
import LaminaKit

struct SoftmaxFunction: Activation {
    static let typeName = "softmax"
    static let summary = "Exponentials over the last axis, normalised to sum 1."

    init(from fields: inout Fields) {}

    var function: lamina_activation? { nil }

    func apply(_ x: Value, in lowering: inout Lowering) throws -> Value {
        try lowering.apply(Softmax(), x)
    }
}

struct LogSoftmaxFunction: Activation {
    static let typeName = "log_softmax"
    static let summary = "The logarithm of softmax over the last axis."

    init(from fields: inout Fields) {}

    var function: lamina_activation? { nil }

    func apply(_ x: Value, in lowering: inout Lowering) throws -> Value {
        try lowering.apply(LogSoftmax(), x)
    }
}
