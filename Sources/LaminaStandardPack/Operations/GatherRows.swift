import CLaminaKernels
import LaminaKit

/// Rows of a table by number: x `[…]` of whole numbers and a table `[rows, n]` give `[…, n]`. A number that is none of a row gives NaN.
public struct GatherRows: Operation {
    public init() {}

    public func resultShapes(for operands: [Shape]) throws(OperationTypeError) -> [Shape] {
        guard operands.count == 2, operands[1].sizes?.count == 2 else {
            throw OperationTypeError("GatherRows takes [...] and a table [rows, n], found \(operands.map(\.description).joined(separator: " and "))")
        }
        return [Shape(operands[0].dimensions + [operands[1][1]])]
    }

    public func flops(operands: [Shape], results: [Shape]) -> Extent { Extent(0) }

    public func kernelCalls(at site: KernelSite) -> [KernelCall] {
        let (positions, table) = (site.operandShapes[0].extent, site.operandShapes[1].sizes!)
        let arguments = lamina_gather_rows_arguments(
            positions: positions.packed, rows: Int64(table[0]), columns: Int64(table[1]), indices: site.operand(0), table: site.operand(1),
            y: site.result(0))
        return [KernelCall(\.gather_rows, arguments, units: positions, grain: rowGrain(columns: table[1]))]
    }

    public func pullback(_ site: inout PullbackSite) throws -> [Value?] {
        let table = site.shape(of: site.operands[1])
        return [nil, site.wants(1) ? try site.apply(ScatterRows(table: table), site.operands[0], site.gradient) : nil]
    }
}

/// What each row of a table gets: the sum over the positions that name it, in their order.
struct ScatterRows: NonDifferentiableOperation {
    let table: Shape

    var description: String { "ScatterRows(\(table))" }

    /// Each piece of the table walks all positions: more pieces than this would cost more than they save.
    private static let pieces = 16

    func resultShapes(for operands: [Shape]) -> [Shape] { [table] }

    func flops(operands: [Shape], results: [Shape]) -> Extent { operands[1].extent }

    func kernelCalls(at site: KernelSite) -> [KernelCall] {
        let sizes = table.sizes!
        let arguments = lamina_scatter_rows_arguments(
            positions: site.operandShapes[0].extent.packed, rows: Int64(sizes[0]), columns: Int64(sizes[1]), indices: site.operand(0),
            dy: site.operand(1), y: site.result(0))
        let grain = max(rowGrain(columns: sizes[1]), (sizes[0] + Self.pieces - 1) / Self.pieces)
        return [KernelCall(\.scatter_rows, arguments, units: Extent(sizes[0]), grain: grain)]
    }
}
