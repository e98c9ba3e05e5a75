import CLaminaKernels
import LaminaKit

/// An activation function of one element, applied to each.
public struct Activate: Operation {
    public let function: lamina_activation

    public init(_ function: lamina_activation) {
        self.function = function
    }

    public var description: String { "Activate(\(function.label))" }

    public func resultShapes(for operands: [Shape]) -> [Shape] { [operands[0]] }

    public func kernelCalls(at site: KernelSite) -> [KernelCall] {
        let count = site.resultShapes[0].extent
        let arguments = lamina_activation_arguments(
            count: count.packed, x: site.operand(0), y: site.result(0), activation: function)
        return [KernelCall(elementwise: \.activation, arguments, count: count)]
    }

    public func pullback(_ site: inout PullbackSite) throws -> [Value?] {
        let saved = function.savesOutput ? site.results[0] : site.operands[0]
        return [try site.apply(ActivateGradient(function), saved, site.gradient)]
    }
}

/// `dy · f′`, from f's output where that is enough, else from its input.
public struct ActivateGradient: NonDifferentiableOperation {
    public let function: lamina_activation

    public init(_ function: lamina_activation) {
        self.function = function
    }

    public var description: String { "ActivateGradient(\(function.label))" }

    public func resultShapes(for operands: [Shape]) throws(OperationTypeError) -> [Shape] {
        guard operands.count == 2, operands[0] == operands[1] else {
            throw OperationTypeError("ActivateGradient takes two tensors of one shape, found \(operands.map(\.description))")
        }
        return [operands[0]]
    }

    public func kernelCalls(at site: KernelSite) -> [KernelCall] {
        let count = site.resultShapes[0].extent
        let arguments = lamina_activation_gradient_arguments(
            count: count.packed, saved: site.operand(0), dy: site.operand(1), dx: site.result(0), activation: function)
        return [KernelCall(elementwise: \.activation_gradient, arguments, count: count)]
    }
}

extension lamina_activation {
    public static let linear = lamina_activation(LAMINA_LINEAR)
    public static let relu = lamina_activation(LAMINA_RELU, beta: .infinity)
    public static let sigmoid = lamina_activation(LAMINA_SIGMOID)
    public static let tanh = lamina_activation(LAMINA_TANH)

    public init(_ kind: lamina_activation_kind, alpha: Float = 0, beta: Float = 0, gamma: Float = 0) {
        self.init(kind: Int32(kind.rawValue), alpha: alpha, beta: beta, gamma: gamma)
    }

    /// Whether the derivative can be had from the output: then the input need not be kept, and products fuse with it in training too.
    public var savesOutput: Bool { lamina_activation_allows_output(self) != 0 }

    public var isLinear: Bool { kind == Int32(LAMINA_LINEAR.rawValue) }

    var label: String {
        let names = [
            "linear", "relu", "sigmoid", "tanh", "elu", "selu", "celu", "softplus", "softsign", "silu", "gelu", "gelu_tanh",
            "exponential", "hard_sigmoid", "hard_silu", "hard_tanh", "hard_shrink", "soft_shrink", "tanh_shrink", "threshold", "mish",
            "log_sigmoid", "squareplus", "sparse_plus", "sparse_sigmoid",
        ]
        let parameters = [alpha, beta, gamma]
        guard parameters.contains(where: { $0 != 0 && $0.isFinite }) else { return names[Int(kind)] }
        return "\(names[Int(kind)]) \(parameters.map(\.description).joined(separator: " "))"
    }
}
