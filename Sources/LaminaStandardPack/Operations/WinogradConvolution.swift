import CLaminaKernels
import LaminaKit

extension Convolution {
    /// Whether its kernels are Winograd's: fewer multiplications, but transformed weights that must not outgrow the caches, and channels that
    /// fill vectors.
    func isWinograd(channels: Int, filters: Int) -> Bool {
        let windows = [rows, columns]
        return groups == 1 && windows.allSatisfy { $0.size == 3 && $0.stride == 1 && $0.dilation == 1 && max($0.before, $0.after) <= 2 }
            && min(channels, filters) >= 16 && channels.saturatingProduct(filters) <= 1 << 16
    }

    /// The call by one of Winograd's kernels.
    ///
    /// - Parameters:
    ///   - image: what the convolution itself reads, whichever way it is run.
    ///   - results: what the convolution itself gives.
    func winogradCall(
        _ kernel: KeyPath<lamina_kernel_table, lamina_kernel?>, _ site: KernelSite, _ epilogue: ConvolutionEpilogue, image: Shape, results: Shape,
        pools: Bool = false
    ) -> KernelCall {
        let written = kernel == \.convolution_winograd ? results : image
        let cut = WinogradCut(written)
        let arguments = lamina_winograd_arguments(
            convolution: epilogue.arguments(geometry(image: image, results: results), site), scratch: site.scratch(0), grain: Int64(cut.grain),
            pools: pools ? 1 : 0)
        return KernelCall(kernel, arguments, units: cut.units, grain: cut.grain)
    }

    /// - Parameters:
    ///   - reads: the image that the kernel reads.
    ///   - written: the one that it writes, before any pooling.
    func winogradScratch(reads: Shape, written: Shape) -> [Shape] {
        [[.fixed(WinogradCut(written).count), .fixed(Int(lamina_winograd_scratch_count(Int64(reads.features!))))]]
    }
}

/// How rows of tiles are cut between threads: in few pieces, since each has scratch of its own.
private struct WinogradCut {
    let units: Extent
    let grain: Int
    let count: Int

    private static let mostPieces = 8

    init(_ written: Shape) {
        units = Extent([written[0]]) * ((written[1].bound + 1) / 2)
        let bound = max(1, units.bound)
        grain = (bound - 1) / Self.mostPieces + 1
        count = (bound - 1) / grain + 1
    }
}

/// A kernel of 3 × 3 as the 16 points of each pair of channels: see `pack_winograd`.
public struct PackWinograd: NonDifferentiableOperation {
    public let isTransposed: Bool

    public init(transposed: Bool) {
        isTransposed = transposed
    }

    public var description: String { isTransposed ? "PackWinograd(transposed)" : "PackWinograd" }

    public func resultShapes(for operands: [Shape]) throws(OperationTypeError) -> [Shape] {
        guard let sizes = operands[0].sizes, sizes.count == 4, sizes[0] == 3, sizes[1] == 3 else {
            throw OperationTypeError("PackWinograd takes a kernel [3, 3, channels, filters], found \(operands[0])")
        }
        let (depth, columns) = isTransposed ? (sizes[3], sizes[2]) : (sizes[2], sizes[3])
        return [[.fixed(Int(lamina_winograd_packed_count(Int64(depth), Int64(columns))))]]
    }

    public func flops(operands: [Shape], results: [Shape]) -> Extent { results[0].extent * 2 }

    public func kernelCalls(at site: KernelSite) -> [KernelCall] {
        let sizes = site.operandShapes[0].sizes!
        var geometry = lamina_convolution_geometry()
        geometry.channels = Int64(sizes[2])
        geometry.filters = Int64(sizes[3])
        let arguments = lamina_pack_convolution_arguments(
            geometry: geometry, kernel: site.operand(0), packed: site.result(0), transposed: isTransposed ? 1 : 0)
        let columns = isTransposed ? sizes[2] : sizes[3]
        let panels = (columns + Int(lamina_panel_width()) - 1) / Int(lamina_panel_width())
        return [KernelCall(\.pack_winograd, arguments, units: Extent(panels), grain: 1)]
    }
}
