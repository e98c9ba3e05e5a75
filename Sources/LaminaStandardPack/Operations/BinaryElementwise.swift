import CLaminaKernels
import LaminaKit

/// Two tensors of one shape, element by element.
protocol BinaryElementwise: Operation {
    var kernel: KeyPath<lamina_kernel_table, lamina_kernel?> { get }
}

extension BinaryElementwise {
    public func resultShapes(for operands: [Shape]) throws(OperationTypeError) -> [Shape] {
        guard operands.count == 2, operands[0] == operands[1] else {
            throw OperationTypeError("\(name) takes two tensors of one shape, found \(operands.map(\.description).joined(separator: " and "))")
        }
        return [operands[0]]
    }

    public func kernelCalls(at site: KernelSite) -> [KernelCall] {
        let count = site.resultShapes[0].extent
        let arguments = lamina_binary_arguments(count: count.packed, a: site.operand(0), b: site.operand(1), y: site.result(0))
        return [KernelCall(elementwise: kernel, arguments, count: count)]
    }
}

/// `a − b`.
public struct Subtract: BinaryElementwise {
    public init() {}

    var kernel: KeyPath<lamina_kernel_table, lamina_kernel?> { \.subtract }

    public func pullback(_ site: inout PullbackSite) throws -> [Value?] {
        [
            site.wants(0) ? site.gradient : nil,
            site.wants(1) ? try site.apply(Affine(scale: -1), site.gradient) : nil,
        ]
    }
}

/// `a ⊙ b`.
public struct Multiply: BinaryElementwise {
    public init() {}

    var kernel: KeyPath<lamina_kernel_table, lamina_kernel?> { \.multiply }

    public func pullback(_ site: inout PullbackSite) throws -> [Value?] {
        [
            site.wants(0) ? try site.apply(Multiply(), site.gradient, site.operands[1]) : nil,
            site.wants(1) ? try site.apply(Multiply(), site.gradient, site.operands[0]) : nil,
        ]
    }
}

/// `a / b`.
public struct Divide: BinaryElementwise {
    public init() {}

    var kernel: KeyPath<lamina_kernel_table, lamina_kernel?> { \.divide }

    public func pullback(_ site: inout PullbackSite) throws -> [Value?] {
        let overDivisor = try site.apply(Divide(), site.gradient, site.operands[1])
        var divisorGradient: Value?
        if site.wants(1) {
            let product = try site.apply(Multiply(), overDivisor, site.results[0])
            divisorGradient = try site.apply(Affine(scale: -1), product)
        }
        return [site.wants(0) ? overDivisor : nil, divisorGradient]
    }
}

/// `max(a, b)`.
public struct Maximum: BinaryElementwise {
    public init() {}

    var kernel: KeyPath<lamina_kernel_table, lamina_kernel?> { \.maximum }

    public func pullback(_ site: inout PullbackSite) throws -> [Value?] {
        try site.results(of: ExtremumGradient(kernel: \.maximum_gradient), site.operands + [site.gradient])
    }
}

/// `min(a, b)`.
public struct Minimum: BinaryElementwise {
    public init() {}

    var kernel: KeyPath<lamina_kernel_table, lamina_kernel?> { \.minimum }

    public func pullback(_ site: inout PullbackSite) throws -> [Value?] {
        try site.results(of: ExtremumGradient(kernel: \.minimum_gradient), site.operands + [site.gradient])
    }
}

/// The gradient goes to the operand that was chosen, by halves where both are equal.
struct ExtremumGradient: NonDifferentiableOperation {
    nonisolated(unsafe) let kernel: KeyPath<lamina_kernel_table, lamina_kernel?>

    func resultShapes(for operands: [Shape]) -> [Shape] { [operands[0], operands[0]] }

    func kernelCalls(at site: KernelSite) -> [KernelCall] {
        let count = site.operandShapes[0].extent
        let arguments = lamina_binary_gradient_arguments(
            count: count.packed, a: site.operand(0), b: site.operand(1), dy: site.operand(2), da: site.result(0), db: site.result(1))
        return [KernelCall(elementwise: kernel, arguments, count: count)]
    }
}
