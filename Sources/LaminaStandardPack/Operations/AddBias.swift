import CLaminaKernels
import LaminaKit

/// `x[…, c] + bias[c]`.
public struct AddBias: Operation {
    public init() {}

    public func resultShapes(for operands: [Shape]) throws(OperationTypeError) -> [Shape] {
        guard operands.count == 2, let columns = operands[0].last, operands[1] == [columns] else {
            throw OperationTypeError("AddBias takes [..., n] and [n], found \(operands.map(\.description).joined(separator: " and "))")
        }
        return [operands[0]]
    }

    public func kernelCalls(at site: KernelSite) -> [KernelCall] {
        let shape = site.resultShapes[0]
        let arguments = lamina_add_bias_arguments(
            rows: shape.rows.packed, columns: Int64(shape.features!), x: site.operand(0), bias: site.operand(1), y: site.result(0))
        return [KernelCall(\.add_bias, arguments, units: shape.rows, grain: rowGrain(columns: shape.features!))]
    }

    public func pullback(_ site: inout PullbackSite) throws -> [Value?] {
        [
            site.wants(0) ? site.gradient : nil,
            site.wants(1) ? try site.apply(ColumnSum(), site.gradient) : nil,
        ]
    }
}

/// `y[c] = Σ x[…, c]`: a bias's gradient.
public struct ColumnSum: NonDifferentiableOperation {
    public init() {}

    public func resultShapes(for operands: [Shape]) throws(OperationTypeError) -> [Shape] {
        guard let columns = operands[0].features else { throw OperationTypeError("ColumnSum takes [..., n], found \(operands[0])") }
        return [[.fixed(columns)]]
    }

    public func flops(operands: [Shape], results: [Shape]) -> Extent { operands[0].extent }

    public func kernelCalls(at site: KernelSite) -> [KernelCall] {
        let shape = site.operandShapes[0]
        let columns = shape.features!
        let arguments = lamina_column_sum_arguments(
            rows: shape.rows.packed, columns: Int64(columns), x: site.operand(0), y: site.result(0))
        return [KernelCall(\.column_sum, arguments, units: Extent(columns), grain: 64)]
    }
}

/// Rows that make about one elementwise grain of work.
func rowGrain(columns: Int) -> Int {
    max(1, Int(LAMINA_ELEMENT_GRAIN) / max(columns, 1))
}
