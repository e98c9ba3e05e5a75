import CLaminaKernels
import LaminaKit

/// Softmax over the last axis.
public struct Softmax: Operation {
    public init() {}

    public func resultShapes(for operands: [Shape]) throws(OperationTypeError) -> [Shape] {
        try [requireFeatures(operands[0], name)]
    }

    public func flops(operands: [Shape], results: [Shape]) -> Extent { results[0].extent * 5 }

    public func kernelCalls(at site: KernelSite) -> [KernelCall] { rowsCall(\.softmax, site) }

    public func pullback(_ site: inout PullbackSite) throws -> [Value?] {
        [try site.apply(SoftmaxGradient(), site.results[0], site.gradient)]
    }
}

public struct SoftmaxGradient: NonDifferentiableOperation {
    public init() {}

    public func resultShapes(for operands: [Shape]) -> [Shape] { [operands[0]] }

    public func kernelCalls(at site: KernelSite) -> [KernelCall] { rowsGradientCall(\.softmax_gradient, site) }
}

/// The logarithm of softmax over the last axis.
public struct LogSoftmax: Operation {
    public init() {}

    public func resultShapes(for operands: [Shape]) throws(OperationTypeError) -> [Shape] {
        try [requireFeatures(operands[0], name)]
    }

    public func flops(operands: [Shape], results: [Shape]) -> Extent { results[0].extent * 5 }

    public func kernelCalls(at site: KernelSite) -> [KernelCall] { rowsCall(\.log_softmax, site) }

    public func pullback(_ site: inout PullbackSite) throws -> [Value?] {
        [try site.apply(LogSoftmaxGradient(), site.results[0], site.gradient)]
    }
}

struct LogSoftmaxGradient: NonDifferentiableOperation {
    func resultShapes(for operands: [Shape]) -> [Shape] { [operands[0]] }

    func kernelCalls(at site: KernelSite) -> [KernelCall] { rowsGradientCall(\.log_softmax_gradient, site) }
}

/// The point of the simplex over the last axis that is nearest to x (Martins and Astudillo, "From softmax to sparsemax", 2016).
public struct Sparsemax: Operation {
    public init() {}

    public func resultShapes(for operands: [Shape]) throws(OperationTypeError) -> [Shape] {
        try [requireFeatures(operands[0], name)]
    }

    public func flops(operands: [Shape], results: [Shape]) -> Extent { results[0].extent * 12 }

    public func kernelCalls(at site: KernelSite) -> [KernelCall] { rowsCall(\.sparsemax, site) }

    public func pullback(_ site: inout PullbackSite) throws -> [Value?] {
        [try site.apply(SparsemaxGradient(), site.results[0], site.gradient)]
    }
}

struct SparsemaxGradient: NonDifferentiableOperation {
    func resultShapes(for operands: [Shape]) -> [Shape] { [operands[0]] }

    func kernelCalls(at site: KernelSite) -> [KernelCall] { rowsGradientCall(\.sparsemax_gradient, site) }
}

private func requireFeatures(_ shape: Shape, _ name: String) throws(OperationTypeError) -> Shape {
    guard shape.features != nil else { throw OperationTypeError("\(name) takes [..., n], found \(shape)") }
    return shape
}

private func rowsCall(_ kernel: KeyPath<lamina_kernel_table, lamina_kernel?>, _ site: KernelSite) -> [KernelCall] {
    let shape = site.resultShapes[0]
    let columns = shape.features!
    let arguments = lamina_rows_arguments(rows: shape.rows.packed, columns: Int64(columns), x: site.operand(0), y: site.result(0))
    return [KernelCall(kernel, arguments, units: shape.rows, grain: rowGrain(columns: columns))]
}

private func rowsGradientCall(_ kernel: KeyPath<lamina_kernel_table, lamina_kernel?>, _ site: KernelSite) -> [KernelCall] {
    let shape = site.resultShapes[0]
    let columns = shape.features!
    let arguments = lamina_rows_gradient_arguments(
        rows: shape.rows.packed, columns: Int64(columns), y: site.operand(0), dy: site.operand(1), dx: site.result(0))
    return [KernelCall(kernel, arguments, units: shape.rows, grain: rowGrain(columns: columns))]
}
