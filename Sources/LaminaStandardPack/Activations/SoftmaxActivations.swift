import CLaminaKernels
import LaminaKit

/// An activation that looks at a whole row of the last axis.
protocol RowActivation: Activation {
    associatedtype RowOperation: Operation
    static var operation: RowOperation { get }
    init()
}

extension RowActivation {
    public init(from fields: inout Fields) {
        self.init()
    }

    public var function: lamina_activation? { nil }

    public func apply(_ x: Value, in lowering: inout Lowering) throws -> Value {
        try lowering.apply(Self.operation, x)
    }

    public func outputShape(for shape: Shape) throws(LayerError) -> Shape {
        _ = try shape.requiringFeatures()
        return shape
    }
}

struct SoftmaxFunction: RowActivation {
    static let typeName = "softmax"
    static let summary = "Exponentials over the last axis, normalised to sum 1."
    static let operation = Softmax()
}

struct LogSoftmaxFunction: RowActivation {
    static let typeName = "log_softmax"
    static let summary = "The logarithm of softmax over the last axis."
    static let operation = LogSoftmax()
}

/// Not as Keras 3.15, whose rows do not sum to 1 where more than one element is above 0.
struct SparsemaxFunction: RowActivation {
    static let typeName = "sparsemax"
    static let summary = "The nearest point with sum 1 and no negative element, over the last axis: like softmax, but with true zeros."
    static let operation = Sparsemax()
}
