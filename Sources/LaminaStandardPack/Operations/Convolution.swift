import CLaminaKernels
import LaminaKit

/// `Σ x[window] · kernel` for x `[batch, height, width, channels]` and a kernel `[rows, columns, channels / groups, filters]`.
public struct Convolution: Operation, WindowConvolution {
    public let rows: WindowAxis
    public let columns: WindowAxis
    public let groups: Int

    public init(rows: WindowAxis, columns: WindowAxis, groups: Int = 1) {
        self.rows = rows
        self.columns = columns
        self.groups = groups
    }

    var label: String { "\(rows) × \(columns)\(groups > 1 ? ", \(groups) groups" : "")" }

    var filterAxis: Int { 3 }

    public var description: String { "Convolution(\(label))" }

    public func resultShapes(for operands: [Shape]) throws(OperationTypeError) -> [Shape] {
        let geometry = try geometry(image: operands[0], kernel: operands[1])
        return [[operands[0][0], .fixed(Int(geometry.out_height)), .fixed(Int(geometry.out_width)), .fixed(Int(geometry.filters))]]
    }

    public func flops(operands: [Shape], results: [Shape]) -> Extent {
        work(image: operands[0], results: results[0])
    }

    public func preparation(ofOperand index: Int, shape: Shape) -> (any Operation)? {
        guard index == 1, let kernel = shape.sizes else { return nil }
        return isWinograd(channels: kernel[2], filters: kernel[3]) ? PackWinograd(transposed: false) : PackConvolution(self, transposed: false)
    }

    public func scratch(operands: [Shape], results: [Shape]) -> [Shape] {
        isWinograd(image: operands[0], results: results[0]) ? winogradScratch(reads: operands[0], written: results[0]) : []
    }

    public func kernelCalls(at site: KernelSite) -> [KernelCall] {
        [call(site, ConvolutionEpilogue())]
    }

    func call(_ site: KernelSite, _ epilogue: ConvolutionEpilogue) -> KernelCall {
        let (x, y) = (site.operandShapes[0], site.resultShapes[0])
        if isWinograd(image: x, results: y) { return winogradCall(\.convolution_winograd, site, epilogue, image: x, results: y) }
        let geometry = geometry(image: x, results: y)
        return KernelCall(
            \.convolution, epilogue.arguments(geometry, site), units: Extent(y.dimensions.prefix(2)),
            grain: geometry.rowGrain(width: geometry.out_width))
    }

    func isWinograd(image: Shape, results: Shape) -> Bool {
        isWinograd(channels: image.features!, filters: results.features!)
    }

    public func pullback(_ site: inout PullbackSite) throws -> [Value?] {
        let (x, kernel) = (site.operands[0], site.operands[1])
        let transposed = ConvolutionTransposed(self, imageShape: site.shape(of: x))
        return [
            site.wants(0) ? try site.apply(transposed, site.gradient, kernel) : nil,
            site.wants(1) ? try site.apply(ConvolutionWeights(self), x, site.gradient) : nil,
        ]
    }
}

extension Convolution {
    /// The sizes that all kernels of a convolution share, from the shapes that its type rule accepts.
    func geometry(image: Shape, kernel: Shape) throws(OperationTypeError) -> lamina_convolution_geometry {
        let size = try ImageShape(image, of: "Convolution")
        guard let sizes = kernel.sizes, sizes.count == 4, sizes[0] == rows.size, sizes[1] == columns.size, sizes[2] * groups == size.channels,
            sizes[3] % groups == 0
        else {
            throw OperationTypeError(
                "\(description) of \(image) takes a kernel [\(rows.size), \(columns.size), channels / groups, filters], found \(kernel)")
        }
        guard rows.stride == 1 || rows.dilation == 1, columns.stride == 1 || columns.dilation == 1 else {
            throw OperationTypeError("\(description) has a stride and a dilation on one axis")
        }
        guard let outHeight = rows.count(on: size.height), let outWidth = columns.count(on: size.width) else {
            throw OperationTypeError("\(description) is larger than \(image)")
        }
        return geometry(size, outHeight: outHeight, outWidth: outWidth, filters: sizes[3])
    }

    /// A multiplication and an addition for each cell of each window.
    func work(image: Shape, results: Shape) -> Extent {
        results.extent * 2.saturatingProduct(rows.size).saturatingProduct(columns.size).saturatingProduct((image.features ?? 0) / groups)
    }

    /// The same from the shapes of the image and the results, for kernels whose weights are packed.
    func geometry(image: Shape, results: Shape) -> lamina_convolution_geometry {
        let (image, results) = (image.sizesWithoutBatch, results.sizesWithoutBatch)
        return lamina_convolution_geometry(
            height: Int64(image[0]), width: Int64(image[1]), channels: Int64(image[2]), out_height: Int64(results[0]), out_width: Int64(results[1]),
            filters: Int64(results[2]), kernel_height: Int64(rows.size), kernel_width: Int64(columns.size), groups: Int64(groups),
            row_stride: Int64(rows.stride), column_stride: Int64(columns.stride), row_dilation: Int64(rows.dilation),
            column_dilation: Int64(columns.dilation), top: Int64(rows.before), left: Int64(columns.before))
    }

    private func geometry(_ image: ImageShape, outHeight: Int, outWidth: Int, filters: Int) -> lamina_convolution_geometry {
        geometry(image: Shape([1, image.height, image.width, image.channels]), results: Shape([1, outHeight, outWidth, filters]))
    }
}

extension Shape {
    /// The sizes after the batch, of a shape that a type rule has accepted.
    var sizesWithoutBatch: [Int] { droppingFirst().sizes! }
}

extension lamina_convolution_geometry {
    /// Rows of `width` pixels that are worth a thread's while.
    func rowGrain(width: Int64) -> Int {
        let work = Int(width * kernel_height * kernel_width * (channels / groups) * filters)
        return max(1, (1 << 18) / max(1, work))
    }
}

extension ConvolutionEpilogue {
    /// The block of a convolution by packed weights, forward or transposed.
    func arguments(_ geometry: lamina_convolution_geometry, _ site: KernelSite) -> lamina_convolution_arguments {
        lamina_convolution_arguments(
            geometry: geometry, x: site.operand(0), packed: site.operand(1), bias: bias, scale: scale, offset: offset, y: site.result(0),
            activation: activation)
    }
}
