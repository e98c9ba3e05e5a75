import CLaminaKernels
import LaminaKit

/// Each channel of x `[batch, height, width, channels]` convolved with its own kernel, one of `[rows, columns, channels]`.
public struct DepthwiseConvolution: Operation, WindowConvolution {
    public let rows: WindowAxis
    public let columns: WindowAxis

    public init(rows: WindowAxis, columns: WindowAxis) {
        self.rows = rows
        self.columns = columns
    }

    var label: String { "\(rows) × \(columns), depthwise" }

    var filterAxis: Int { 2 }

    public var description: String { "DepthwiseConvolution(\(rows) × \(columns))" }

    public func resultShapes(for operands: [Shape]) throws(OperationTypeError) -> [Shape] {
        let size = try ImageShape(operands[0], of: name)
        guard operands[1] == [.fixed(rows.size), .fixed(columns.size), .fixed(size.channels)] else {
            throw OperationTypeError("\(description) of \(operands[0]) takes a kernel [\(rows.size), \(columns.size), channels], found \(operands[1])")
        }
        return try Convolution(rows: rows, columns: columns).resultShapes(
            for: [operands[0], [.fixed(rows.size), .fixed(columns.size), .fixed(size.channels), .fixed(size.channels)]])
    }

    public func flops(operands: [Shape], results: [Shape]) -> Extent { work(results: results[0]) }

    public func kernelCalls(at site: KernelSite) -> [KernelCall] { [call(site, ConvolutionEpilogue())] }

    func call(_ site: KernelSite, _ epilogue: ConvolutionEpilogue) -> KernelCall {
        call(\.depthwise_convolution, site, image: site.operandShapes[0], results: site.resultShapes[0], epilogue)
    }

    /// The forward kernel, or the transposed one: `image` is what the convolution reads, `results` what it gives.
    func call(
        _ kernel: KeyPath<lamina_kernel_table, lamina_kernel?>, _ site: KernelSite, image: Shape, results: Shape, _ epilogue: ConvolutionEpilogue
    ) -> KernelCall {
        let arguments = lamina_depthwise_arguments(
            geometry: geometry(image: image, results: results), x: site.operand(0), kernel: site.operand(1), bias: epilogue.bias,
            scale: epilogue.scale, offset: epilogue.offset, y: site.result(0), activation: epilogue.activation)
        let y = site.resultShapes[0]
        let rowFloats = y[2].bound.saturatingProduct(y[3].bound).saturatingProduct(rows.size).saturatingProduct(columns.size)
        return KernelCall(kernel, arguments, units: Extent(y.dimensions.prefix(2)), grain: rowGrain(columns: rowFloats))
    }

    func geometry(image: Shape, results: Shape) -> lamina_convolution_geometry {
        Convolution(rows: rows, columns: columns).geometry(image: image, results: results)
    }

    func work(results: Shape) -> Extent { results.extent * 2.saturatingProduct(rows.size).saturatingProduct(columns.size) }

    public func pullback(_ site: inout PullbackSite) throws -> [Value?] {
        let (x, kernel) = (site.operands[0], site.operands[1])
        let transposed = DepthwiseConvolutionTransposed(convolution: self, imageShape: site.shape(of: x))
        return [
            site.wants(0) ? try site.apply(transposed, site.gradient, kernel) : nil,
            site.wants(1) ? try site.apply(DepthwiseConvolutionWeights(convolution: self), x, site.gradient) : nil,
        ]
    }
}

/// A depthwise convolution's gradient by its image, from the gradient of its results and the kernel.
struct DepthwiseConvolutionTransposed: NonDifferentiableOperation {
    let convolution: DepthwiseConvolution
    let imageShape: Shape

    var description: String { "DepthwiseConvolutionTransposed(\(convolution.label))" }

    func resultShapes(for operands: [Shape]) throws(OperationTypeError) -> [Shape] {
        guard try convolution.resultShapes(for: [imageShape, operands[1]])[0] == operands[0] else {
            throw OperationTypeError("\(description) of \(imageShape) does not give \(operands[0])")
        }
        return [imageShape]
    }

    func flops(operands: [Shape], results: [Shape]) -> Extent { convolution.work(results: operands[0]) }

    func kernelCalls(at site: KernelSite) -> [KernelCall] {
        [
            convolution.call(
                \.depthwise_convolution_transposed, site, image: imageShape, results: site.operandShapes[0], ConvolutionEpilogue())
        ]
    }
}

/// A depthwise convolution's gradient by its kernel, from its image and the gradient of its results.
struct DepthwiseConvolutionWeights: NonDifferentiableOperation {
    let convolution: DepthwiseConvolution

    var description: String { "DepthwiseConvolutionWeights(\(convolution.label))" }

    func resultShapes(for operands: [Shape]) throws(OperationTypeError) -> [Shape] {
        let image = try ImageShape(operands[0], of: name)
        return [[.fixed(convolution.rows.size), .fixed(convolution.columns.size), .fixed(image.channels)]]
    }

    func flops(operands: [Shape], results: [Shape]) -> Extent { convolution.work(results: operands[1]) }

    func kernelCalls(at site: KernelSite) -> [KernelCall] {
        let geometry = convolution.geometry(image: site.operandShapes[0], results: site.operandShapes[1])
        let arguments = lamina_convolution_weights_arguments(
            geometry: geometry, images: Extent([site.operandShapes[0][0]]).packed, x: site.operand(0), dy: site.operand(1), dw: site.result(0))
        return [KernelCall(\.depthwise_convolution_weights, arguments, units: Extent(Int(geometry.channels)), grain: 16)]
    }
}
