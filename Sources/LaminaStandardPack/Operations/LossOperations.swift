import CLaminaKernels
import LaminaKit

/// The losses that have a kernel. Each gives one number a row: the mean, or the sum for cross-entropies over classes, of the last axis.
public enum RowLossFunction: String, Sendable {
    case meanSquaredError, meanAbsoluteError
    case binaryCrossentropy, binaryCrossentropyLogits
    case categoricalCrossentropy, categoricalCrossentropyLogits
    case sparseCategoricalCrossentropy, sparseCategoricalCrossentropyLogits

    /// Targets are class numbers: one a row.
    public var isSparse: Bool { self == .sparseCategoricalCrossentropy || self == .sparseCategoricalCrossentropyLogits }

    var kernel: KeyPath<lamina_kernel_table, lamina_kernel?> {
        switch self {
        case .meanSquaredError: \.mean_squared_error
        case .meanAbsoluteError: \.mean_absolute_error
        case .binaryCrossentropy: \.binary_crossentropy
        case .binaryCrossentropyLogits: \.binary_crossentropy_logits
        case .categoricalCrossentropy: \.categorical_crossentropy
        case .categoricalCrossentropyLogits: \.categorical_crossentropy_logits
        case .sparseCategoricalCrossentropy: \.sparse_categorical_crossentropy
        case .sparseCategoricalCrossentropyLogits: \.sparse_categorical_crossentropy_logits
        }
    }

    var gradientKernel: KeyPath<lamina_kernel_table, lamina_kernel?> {
        switch self {
        case .meanSquaredError: \.mean_squared_error_gradient
        case .meanAbsoluteError: \.mean_absolute_error_gradient
        case .binaryCrossentropy: \.binary_crossentropy_gradient
        case .binaryCrossentropyLogits: \.binary_crossentropy_logits_gradient
        case .categoricalCrossentropy: \.categorical_crossentropy_gradient
        case .categoricalCrossentropyLogits: \.categorical_crossentropy_logits_gradient
        case .sparseCategoricalCrossentropy: \.sparse_categorical_crossentropy_gradient
        case .sparseCategoricalCrossentropyLogits: \.sparse_categorical_crossentropy_logits_gradient
        }
    }
}

/// A loss for each row of `prediction` `[..., n]` against `target` (`[..., n]`, or `[..., 1]` of class numbers).
public struct RowLoss: Operation {
    public let function: RowLossFunction
    public let labelSmoothing: Float

    public init(_ function: RowLossFunction, labelSmoothing: Float = 0) {
        self.function = function
        self.labelSmoothing = labelSmoothing
    }

    public var description: String { "RowLoss(\(function.rawValue)\(labelSmoothing > 0 ? ", smoothing \(labelSmoothing)" : ""))" }

    public func resultShapes(for operands: [Shape]) throws(OperationTypeError) -> [Shape] {
        let wanted = function.isSparse ? operands[0].replacingLast(with: 1) : operands[0]
        guard operands.count == 2, operands[1] == wanted else {
            throw OperationTypeError("\(description) takes a target \(wanted) for \(operands[0]), found \(operands)")
        }
        return [Shape(operands[0].dimensions.dropLast())]
    }

    public func flops(operands: [Shape], results: [Shape]) -> Extent { operands[0].extent * 3 }

    public func kernelCalls(at site: KernelSite) -> [KernelCall] {
        let shape = site.operandShapes[0]
        let columns = shape.features!
        let arguments = lamina_loss_arguments(
            rows: shape.rows.packed, columns: Int64(columns), prediction: site.operand(0), target: site.operand(1), y: site.result(0),
            label_smoothing: labelSmoothing)
        return [KernelCall(function.kernel, arguments, units: shape.rows, grain: rowGrain(columns: columns))]
    }

    public func pullback(_ site: inout PullbackSite) throws -> [Value?] {
        let gradient = RowLossGradient(function, labelSmoothing: labelSmoothing)
        return [try site.apply(gradient, site.operands[0], site.operands[1], site.gradient), nil]
    }
}

public struct RowLossGradient: NonDifferentiableOperation {
    public let function: RowLossFunction
    public let labelSmoothing: Float

    init(_ function: RowLossFunction, labelSmoothing: Float) {
        self.function = function
        self.labelSmoothing = labelSmoothing
    }

    public var description: String { "RowLossGradient(\(function.rawValue)\(labelSmoothing > 0 ? ", smoothing \(labelSmoothing)" : ""))" }

    public func resultShapes(for operands: [Shape]) -> [Shape] { [operands[0]] }

    public func kernelCalls(at site: KernelSite) -> [KernelCall] {
        lossGradientCall(function.gradientKernel, labelSmoothing, site)
    }
}

func lossGradientCall(
    _ kernel: KeyPath<lamina_kernel_table, lamina_kernel?>, _ labelSmoothing: Float, _ site: KernelSite
) -> [KernelCall] {
    let shape = site.operandShapes[0]
    let columns = shape.features!
    let arguments = lamina_loss_gradient_arguments(
        rows: shape.rows.packed, columns: Int64(columns), prediction: site.operand(0), target: site.operand(1), dy: site.operand(2),
        dprediction: site.result(0), label_smoothing: labelSmoothing)
    return [KernelCall(kernel, arguments, units: shape.rows, grain: rowGrain(columns: columns))]
}
