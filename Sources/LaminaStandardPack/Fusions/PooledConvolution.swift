import CLaminaKernels
import LaminaKit

/// A convolution of which only its windows' largest values are stored: the others never leave the nearest cache.
public struct PooledConvolution: NonDifferentiableOperation {
    let fused: FusedConvolution
    let convolution: Convolution
    let pooling: Pooling

    public var description: String { "PooledConvolution(\(fused.description), \(pooling.description))" }

    public func resultShapes(for operands: [Shape]) throws(OperationTypeError) -> [Shape] {
        let image = try fused.resultShapes(for: operands)[0]
        guard keeps(image, of: operands[0]) else {
            throw OperationTypeError("\(description) pools more of \(image) at a time than its kernel keeps")
        }
        return try pooling.resultShapes(for: [image])
    }

    public func flops(operands: [Shape], results: [Shape]) -> Extent {
        fused.flops(operands: operands, results: [convolved(operands[0], filters: results[0][3])])
    }

    public func preparation(ofOperand index: Int, shape: Shape) -> (any Operation)? {
        fused.preparation(ofOperand: index, shape: shape)
    }

    public func kernelCalls(at site: KernelSite) -> [KernelCall] {
        let (x, y) = (site.operandShapes[0], site.resultShapes[0])
        let image = convolved(x, filters: y[3])
        if convolution.isWinograd(image: x, results: image) {
            return [convolution.winogradCall(\.convolution_winograd, site, fused.epilogue(at: site), image: x, results: image, pools: true)]
        }
        let geometry = convolution.geometry(image: x, results: image)
        let arguments = lamina_pooled_convolution_arguments(
            convolution: fused.epilogue(at: site).arguments(geometry, site), pool_rows: Int64(pooling.rows.size),
            pool_columns: Int64(pooling.columns.size))
        let grain = max(1, geometry.rowGrain(width: geometry.out_width) / pooling.rows.size)
        return [KernelCall(\.convolution_max_pooled, arguments, units: Extent(y.dimensions.prefix(2)), grain: grain)]
    }

    public func scratch(operands: [Shape], results: [Shape]) -> [Shape] {
        convolution.scratch(operands: operands, results: [convolved(operands[0], filters: results[0][3])])
    }

    /// Whether a block of the convolution's kernel holds whole windows of the image that it makes of `x`.
    private func keeps(_ image: Shape, of x: Shape) -> Bool {
        let sizes = image.sizesWithoutBatch
        if convolution.isWinograd(image: x, results: image) {
            return pooling.rows.size == 2 && pooling.columns.size == 2 && sizes[0] % 2 == 0 && sizes[1] % 2 == 0
        }
        return sizes.dropFirst().reduce(pooling.rows.size) { $0.saturatingProduct($1) } <= Int(LAMINA_POOLED_FLOATS)
    }

    /// What the convolution makes of an image, before it is pooled.
    private func convolved(_ x: Shape, filters: Dimension) -> Shape {
        [x[0], .fixed(convolution.rows.count(on: x[1].bound)!), .fixed(convolution.columns.count(on: x[2].bound)!), filters]
    }
}

extension PooledConvolution {
    static let rule = FusionRule("convolution-pooling") { root, site in
        guard let pooling = root.operation as? Pooling, pooling.kind != .average, pooling.rows.isSideBySide, pooling.columns.isSideBySide else { return nil }
        if let plain = site.consume(Convolution.self, computing: root.operands[0]) {
            return Fusion(PooledConvolution(fused: FusedConvolution(convolution: plain.operation), convolution: plain.operation, pooling: pooling), plain.operands)
        }
        guard let before = site.consume(FusedConvolution.self, computing: root.operands[0]), let convolution = before.operation.convolution as? Convolution
        else { return nil }
        return Fusion(PooledConvolution(fused: before.operation, convolution: convolution, pooling: pooling), before.operands)
    }
}

extension WindowAxis {
    /// Windows that neither overlap nor leave gaps nor reach outside.
    fileprivate var isSideBySide: Bool { stride == size && dilation == 1 && before == 0 && after == 0 }
}
