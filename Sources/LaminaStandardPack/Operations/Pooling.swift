import CLaminaKernels
import LaminaKit

/// The largest value, or the mean, of each channel in a window that moves over `[batch, height, width, channels]`. Padding does not count.
public struct Pooling: Operation {
    public enum Kind: String, Sendable {
        /// Of several that are largest, the first has the gradient.
        case maximum
        /// Of several that are largest, each has an equal part of the gradient.
        case sharedMaximum
        case average
    }

    public let kind: Kind
    public let rows: WindowAxis
    public let columns: WindowAxis

    public init(_ kind: Kind, rows: WindowAxis, columns: WindowAxis) {
        self.kind = kind
        self.rows = rows
        self.columns = columns
    }

    var label: String { "\(kind), \(rows) × \(columns)" }

    public var description: String { "Pooling(\(label))" }

    public func resultShapes(for operands: [Shape]) throws(OperationTypeError) -> [Shape] {
        let image = try ImageShape(operands[0], of: name)
        guard let height = rows.count(on: image.height), let width = columns.count(on: image.width) else {
            throw OperationTypeError("\(description) is larger than \(operands[0])")
        }
        guard max(rows.before, rows.after) < rows.size, max(columns.before, columns.after) < columns.size, rows.dilation * columns.dilation == 1 else {
            throw OperationTypeError("\(description) has windows without a cell")
        }
        return [[operands[0][0], .fixed(height), .fixed(width), .fixed(image.channels)]]
    }

    public func flops(operands: [Shape], results: [Shape]) -> Extent { results[0].extent * rows.size.saturatingProduct(columns.size) }

    public func kernelCalls(at site: KernelSite) -> [KernelCall] {
        let (x, y) = (site.operandShapes[0], site.resultShapes[0])
        let arguments = lamina_pooling_arguments(geometry: geometry(image: x, results: y), x: site.operand(0), y: site.result(0))
        let rowFloats = x[2].bound * x[3].bound * rows.stride
        return [
            KernelCall(
                kind == .average ? \.average_pooling : \.max_pooling, arguments, units: Extent(y.dimensions.prefix(2)),
                grain: rowGrain(columns: rowFloats))
        ]
    }

    func geometry(image: Shape, results: Shape) -> lamina_convolution_geometry {
        Convolution(rows: rows, columns: columns).geometry(image: image, results: results)
    }

    public func pullback(_ site: inout PullbackSite) throws -> [Value?] {
        let shape = site.shape(of: site.operands[0])
        let gradient = PoolingGradient(pooling: self, imageShape: shape)
        let operands = kind == .average ? [site.gradient] : [site.operands[0], site.gradient]
        return try site.results(of: gradient, operands)
    }
}

/// What a pooling's image gets of its results' gradient: the largest all of it, or each cell its share.
struct PoolingGradient: NonDifferentiableOperation {
    let pooling: Pooling
    let imageShape: Shape

    var description: String { "PoolingGradient(\(pooling.label))" }

    func resultShapes(for operands: [Shape]) throws(OperationTypeError) -> [Shape] {
        guard operands.last == (try pooling.resultShapes(for: [imageShape])[0]) else {
            throw OperationTypeError("\(description) of \(imageShape) does not take \(operands)")
        }
        return [imageShape]
    }

    func kernelCalls(at site: KernelSite) -> [KernelCall] {
        let last = site.operandShapes.count - 1
        let arguments = lamina_pooling_gradient_arguments(
            geometry: pooling.geometry(image: imageShape, results: site.operandShapes[last]), x: last > 0 ? site.operand(0) : KernelSite.absent,
            dy: site.operand(last), dx: site.result(0))
        let kernel: KeyPath<lamina_kernel_table, lamina_kernel?> =
            switch pooling.kind {
            case .maximum: \.max_pooling_gradient
            case .sharedMaximum: \.max_pooling_shared_gradient
            case .average: \.average_pooling_gradient
            }
        let imageFloats = imageShape.droppingFirst().boundedCount
        return [KernelCall(kernel, arguments, units: Extent([imageShape[0]]), grain: rowGrain(columns: imageFloats))]
    }
}
