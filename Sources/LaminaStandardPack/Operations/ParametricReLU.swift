import CLaminaKernels
import LaminaKit

/// `x` above 0, `alpha[c] · x` below, for x `[…, n]` and alpha `[n]`.
public struct ParametricReLU: Operation {
    public init() {}

    public func resultShapes(for operands: [Shape]) throws(OperationTypeError) -> [Shape] {
        guard operands.count == 2, let columns = operands[0].last, columns.size != nil, operands[1] == [columns] else {
            throw OperationTypeError("ParametricReLU takes [..., n] and [n], found \(operands.map(\.description).joined(separator: " and "))")
        }
        return [operands[0]]
    }

    public func kernelCalls(at site: KernelSite) -> [KernelCall] {
        let shape = site.resultShapes[0]
        let arguments = lamina_prelu_arguments(
            rows: shape.rows.packed, columns: Int64(shape.features!), x: site.operand(0), alpha: site.operand(1), y: site.result(0))
        return [KernelCall(\.prelu, arguments, units: shape.rows, grain: rowGrain(columns: shape.features!))]
    }

    public func pullback(_ site: inout PullbackSite) throws -> [Value?] {
        let results = try site.results(of: ParametricReLUGradient(), site.operands + [site.gradient])
        return [results[0], site.wants(1) ? try site.apply(ColumnSum(), results[1]) : nil]
    }
}

/// The gradient by x, and what sums by column to the gradient by alpha, from x, alpha and dy.
struct ParametricReLUGradient: NonDifferentiableOperation {
    func resultShapes(for operands: [Shape]) -> [Shape] { [operands[0], operands[0]] }

    func flops(operands: [Shape], results: [Shape]) -> Extent { results[0].extent * 2 }

    func kernelCalls(at site: KernelSite) -> [KernelCall] {
        let shape = site.resultShapes[0]
        let arguments = lamina_prelu_gradient_arguments(
            rows: shape.rows.packed, columns: Int64(shape.features!), x: site.operand(0), alpha: site.operand(1), dy: site.operand(2),
            dx: site.result(0), slopes: site.result(1))
        return [KernelCall(\.prelu_gradient, arguments, units: shape.rows, grain: rowGrain(columns: shape.features!))]
    }
}
