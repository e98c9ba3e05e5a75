import CLaminaKernels
import LaminaKit

/// Weights in the panels that products read: see `lamina_pack_arguments`.
public struct PackWeights: NonDifferentiableOperation {
    public let isTransposed: Bool

    public init(transposed: Bool) {
        isTransposed = transposed
    }

    public var description: String { isTransposed ? "PackWeights(transposed)" : "PackWeights" }

    public func resultShapes(for operands: [Shape]) throws(OperationTypeError) -> [Shape] {
        guard let sizes = operands[0].sizes, sizes.count == 2 else {
            throw OperationTypeError("PackWeights takes [k, n], found \(operands[0])")
        }
        let (k, n) = isTransposed ? (sizes[1], sizes[0]) : (sizes[0], sizes[1])
        return [[.fixed(Int(lamina_packed_count(Int64(k), Int64(n))))]]
    }

    public func flops(operands: [Shape], results: [Shape]) -> Extent { Extent(0) }

    public func kernelCalls(at site: KernelSite) -> [KernelCall] {
        let sizes = site.operandShapes[0].sizes!
        let (k, n) = isTransposed ? (sizes[1], sizes[0]) : (sizes[0], sizes[1])
        let arguments = lamina_pack_arguments(
            k: Int64(k), n: Int64(n), b: site.operand(0), packed: site.result(0), transposed: isTransposed ? 1 : 0)
        let panels = (n + Int(lamina_panel_width()) - 1) / Int(lamina_panel_width())
        return [KernelCall(\.pack, arguments, units: Extent(panels), grain: 4)]
    }
}
