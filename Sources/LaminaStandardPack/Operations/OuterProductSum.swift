import CLaminaKernels
import LaminaKit

/// `y[i, j] = Σ x[…, i] · d[…, j]`: a kernel's gradient, one sum over batch and time.
public struct OuterProductSum: NonDifferentiableOperation {
    public init() {}

    public func resultShapes(for operands: [Shape]) throws(OperationTypeError) -> [Shape] {
        guard operands.count == 2, let k = operands[0].last, let n = operands[1].last, operands[0].rows == operands[1].rows else {
            throw OperationTypeError("OuterProductSum takes [..., k] and [..., n] of as many rows, found \(operands)")
        }
        return [[k, n]]
    }

    public func flops(operands: [Shape], results: [Shape]) -> Extent {
        operands[0].extent * (2 * (results[0].features ?? 1))
    }

    public func kernelCalls(at site: KernelSite) -> [KernelCall] {
        let (k, n) = (site.resultShapes[0].sizes![0], site.resultShapes[0].sizes![1])
        let arguments = lamina_outer_product_arguments(
            rows: site.operandShapes[0].rows.packed, k: Int64(k), n: Int64(n), x: site.operand(0), d: site.operand(1), y: site.result(0))
        return [KernelCall(\.outer_product_sum, arguments, units: Extent(k), grain: Int(LAMINA_OUTER_PRODUCT_GRAIN))]
    }
}
