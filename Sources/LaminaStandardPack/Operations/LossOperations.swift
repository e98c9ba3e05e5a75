import CLaminaKernels
import LaminaKit

/// The losses that have a kernel. Each gives one number a row: the mean of the last axis, or the sum for cross-entropies over classes,
/// divergence and cosine.
public enum RowLossFunction: String, Sendable {
    case meanSquaredError, meanAbsoluteError, meanAbsolutePercentageError, meanSquaredLogarithmicError
    case huber, logCosh, poisson, klDivergence, cosineSimilarity
    case hinge, squaredHinge, categoricalHinge
    case binaryCrossentropy, binaryCrossentropyLogits, binaryFocalCrossentropy
    case categoricalCrossentropy, categoricalCrossentropyLogits
    case sparseCategoricalCrossentropy, sparseCategoricalCrossentropyLogits

    /// Targets are class numbers: one a row.
    public var isSparse: Bool { self == .sparseCategoricalCrossentropy || self == .sparseCategoricalCrossentropyLogits }

    typealias Kernel = KeyPath<lamina_kernel_table, lamina_kernel?>

    var kernels: (value: Kernel, gradient: Kernel) {
        switch self {
        case .meanSquaredError: (\.mean_squared_error, \.mean_squared_error_gradient)
        case .meanAbsoluteError: (\.mean_absolute_error, \.mean_absolute_error_gradient)
        case .meanAbsolutePercentageError: (\.mean_absolute_percentage_error, \.mean_absolute_percentage_error_gradient)
        case .meanSquaredLogarithmicError: (\.mean_squared_logarithmic_error, \.mean_squared_logarithmic_error_gradient)
        case .huber: (\.huber, \.huber_gradient)
        case .logCosh: (\.log_cosh, \.log_cosh_gradient)
        case .poisson: (\.poisson, \.poisson_gradient)
        case .klDivergence: (\.kl_divergence, \.kl_divergence_gradient)
        case .cosineSimilarity: (\.cosine_similarity, \.cosine_similarity_gradient)
        case .hinge: (\.hinge, \.hinge_gradient)
        case .squaredHinge: (\.squared_hinge, \.squared_hinge_gradient)
        case .categoricalHinge: (\.categorical_hinge, \.categorical_hinge_gradient)
        case .binaryCrossentropy: (\.binary_crossentropy, \.binary_crossentropy_gradient)
        case .binaryCrossentropyLogits: (\.binary_crossentropy_logits, \.binary_crossentropy_logits_gradient)
        case .binaryFocalCrossentropy: (\.binary_focal_crossentropy, \.binary_focal_crossentropy_gradient)
        case .categoricalCrossentropy: (\.categorical_crossentropy, \.categorical_crossentropy_gradient)
        case .categoricalCrossentropyLogits: (\.categorical_crossentropy_logits, \.categorical_crossentropy_logits_gradient)
        case .sparseCategoricalCrossentropy: (\.sparse_categorical_crossentropy, \.sparse_categorical_crossentropy_gradient)
        case .sparseCategoricalCrossentropyLogits: (\.sparse_categorical_crossentropy_logits, \.sparse_categorical_crossentropy_logits_gradient)
        }
    }
}

/// A loss for each row of `prediction` `[..., n]` against `target` (`[..., n]`, or `[..., 1]` of class numbers).
public struct RowLoss: Operation {
    public let function: RowLossFunction
    public let labelSmoothing: Float
    /// What some functions take beside: Huber's delta, the focal weights.
    public let alpha: Float
    public let gamma: Float

    public init(_ function: RowLossFunction, labelSmoothing: Float = 0, alpha: Float = 0, gamma: Float = 0) {
        self.function = function
        self.labelSmoothing = labelSmoothing
        self.alpha = alpha
        self.gamma = gamma
    }

    public var description: String { "RowLoss(\(label))" }

    /// Names every parameter: operations that print alike are alike.
    var label: String {
        let parameters = alpha == 0 && gamma == 0 ? "" : " \(alpha) \(gamma)"
        return function.rawValue + parameters + (labelSmoothing > 0 ? ", smoothing \(labelSmoothing)" : "")
    }

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
            label_smoothing: labelSmoothing, alpha: alpha, gamma: gamma)
        return [KernelCall(function.kernels.value, arguments, units: shape.rows, grain: rowGrain(columns: columns))]
    }

    public func pullback(_ site: inout PullbackSite) throws -> [Value?] {
        [try site.apply(RowLossGradient(loss: self), site.operands[0], site.operands[1], site.gradient), nil]
    }
}

public struct RowLossGradient: NonDifferentiableOperation {
    public let loss: RowLoss

    public var description: String { "RowLossGradient(\(loss.label))" }

    public func resultShapes(for operands: [Shape]) -> [Shape] { [operands[0]] }

    public func kernelCalls(at site: KernelSite) -> [KernelCall] { lossGradientCall(loss.function.kernels.gradient, loss, site) }
}

func lossGradientCall(_ kernel: RowLossFunction.Kernel, _ loss: RowLoss, _ site: KernelSite) -> [KernelCall] {
    let shape = site.operandShapes[0]
    let columns = shape.features!
    let arguments = lamina_loss_gradient_arguments(
        rows: shape.rows.packed, columns: Int64(columns), prediction: site.operand(0), target: site.operand(1), dy: site.operand(2),
        dprediction: site.result(0), label_smoothing: loss.labelSmoothing, alpha: loss.alpha, gamma: loss.gamma)
    return [KernelCall(kernel, arguments, units: shape.rows, grain: rowGrain(columns: columns))]
}

/// Labels 0 and 1 as −1 and 1, where a whole batch holds nothing else: what hinge losses compare with.
struct HingeLabels: NonDifferentiableOperation {
    func resultShapes(for operands: [Shape]) -> [Shape] { [operands[0]] }

    func kernelCalls(at site: KernelSite) -> [KernelCall] {
        let arguments = lamina_hinge_labels_arguments(count: site.operandShapes[0].extent.packed, x: site.operand(0), y: site.result(0))
        return [KernelCall(whole: \.hinge_labels, arguments)]
    }
}
