import CLaminaKernels
import LaminaKit

/// A convolution's gradient by its image: what each cell gave to the windows that it lies in. A layer of its own, too: a convolution turned round.
public struct ConvolutionTransposed: Operation, WindowConvolution {
    public let convolution: Convolution
    public let height: Int
    public let width: Int

    /// - Parameter imageShape: the shape of what the convolution reads, and so of this operation's result.
    public init(_ convolution: Convolution, imageShape: Shape) {
        self.init(convolution, height: imageShape[1].bound, width: imageShape[2].bound)
    }

    public init(_ convolution: Convolution, height: Int, width: Int) {
        self.convolution = convolution
        self.height = height
        self.width = width
    }

    public var description: String { "ConvolutionTransposed(\(convolution.label), to \(height) × \(width))" }

    var label: String { "\(convolution.label), transposed to \(height) × \(width)" }

    var filterAxis: Int { 2 }

    public func resultShapes(for operands: [Shape]) throws(OperationTypeError) -> [Shape] {
        guard operands[1].rank == 4, let channels = operands[1][2].size else {
            throw OperationTypeError("\(description) takes a kernel of four axes, found \(operands[1])")
        }
        let image: Shape = [operands[0][0], .fixed(height), .fixed(width), .fixed(channels * convolution.groups)]
        guard try convolution.resultShapes(for: [image, operands[1]])[0] == operands[0] else {
            throw OperationTypeError("\(description) of \(image) does not give \(operands[0])")
        }
        return [image]
    }

    public func flops(operands: [Shape], results: [Shape]) -> Extent {
        convolution.work(image: results[0], results: operands[0])
    }

    public func preparation(ofOperand index: Int, shape: Shape) -> (any Operation)? {
        guard index == 1, let kernel = shape.sizes else { return nil }
        let isWinograd = convolution.isWinograd(channels: kernel[2], filters: kernel[3])
        return isWinograd ? PackWinograd(transposed: true) : PackConvolution(convolution, transposed: true)
    }

    public func scratch(operands: [Shape], results: [Shape]) -> [Shape] {
        convolution.isWinograd(image: results[0], results: operands[0]) ? convolution.winogradScratch(reads: operands[0], written: results[0]) : []
    }

    public func kernelCalls(at site: KernelSite) -> [KernelCall] { [call(site, ConvolutionEpilogue())] }

    func call(_ site: KernelSite, _ epilogue: ConvolutionEpilogue) -> KernelCall {
        let (x, y) = (site.operandShapes[0], site.resultShapes[0])
        if convolution.isWinograd(image: y, results: x) {
            return convolution.winogradCall(\.convolution_winograd_transposed, site, epilogue, image: y, results: x)
        }
        let geometry = convolution.geometry(image: y, results: x)
        return KernelCall(
            \.convolution_transposed, epilogue.arguments(geometry, site), units: Extent(y.dimensions.prefix(2)),
            grain: geometry.rowGrain(width: geometry.out_width))
    }

    public func pullback(_ site: inout PullbackSite) throws -> [Value?] {
        let (x, kernel) = (site.operands[0], site.operands[1])
        return [
            site.wants(0) ? try site.apply(convolution, site.gradient, kernel) : nil,
            site.wants(1) ? try site.apply(ConvolutionWeights(convolution), site.gradient, x) : nil,
        ]
    }
}

/// A convolution's gradient by its kernel, from its image and the gradient of its results.
public struct ConvolutionWeights: NonDifferentiableOperation {
    public let convolution: Convolution

    public init(_ convolution: Convolution) {
        self.convolution = convolution
    }

    public var description: String { "ConvolutionWeights(\(convolution.label))" }

    public func resultShapes(for operands: [Shape]) throws(OperationTypeError) -> [Shape] {
        let (image, results) = (try ImageShape(operands[0], of: name), try ImageShape(operands[1], of: name))
        return [Shape([convolution.rows.size, convolution.columns.size, image.channels / convolution.groups, results.channels])]
    }

    public func flops(operands: [Shape], results: [Shape]) -> Extent {
        convolution.work(image: operands[0], results: operands[1])
    }

    public func kernelCalls(at site: KernelSite) -> [KernelCall] {
        let geometry = convolution.geometry(image: site.operandShapes[0], results: site.operandShapes[1])
        let arguments = lamina_convolution_weights_arguments(
            geometry: geometry, images: Extent([site.operandShapes[0][0]]).packed, x: site.operand(0), dy: site.operand(1), dw: site.result(0))
        let rows = Int(geometry.kernel_height * geometry.kernel_width * (geometry.channels / geometry.groups))
        // A small kernel too is work for several threads.
        let grain = min(Int(LAMINA_OUTER_PRODUCT_GRAIN), max(rows / 4, 1))
        return [KernelCall(\.convolution_weights, arguments, units: Extent(rows), grain: grain)]
    }
}

/// A convolution's kernel in the panels that it reads: see `lamina_pack_convolution_arguments`.
public struct PackConvolution: NonDifferentiableOperation {
    public let convolution: Convolution
    public let isTransposed: Bool

    public init(_ convolution: Convolution, transposed: Bool) {
        self.convolution = convolution
        isTransposed = transposed
    }

    /// Convolutions that differ in what does not change the panels share them.
    public var description: String {
        let strides = isTransposed ? ", transposed, strides \(convolution.rows.stride) \(convolution.columns.stride)" : ""
        return "PackConvolution(\(convolution.groups) groups\(strides))"
    }

    public func resultShapes(for operands: [Shape]) throws(OperationTypeError) -> [Shape] {
        guard let sizes = operands[0].sizes, sizes.count == 4 else {
            throw OperationTypeError("PackConvolution takes a kernel of four axes, found \(operands[0])")
        }
        return [[.fixed(Int(lamina_convolution_packed_count(geometry(kernel: sizes), isTransposed ? 1 : 0)))]]
    }

    public func flops(operands: [Shape], results: [Shape]) -> Extent { Extent(0) }

    public func kernelCalls(at site: KernelSite) -> [KernelCall] {
        let geometry = geometry(kernel: site.operandShapes[0].sizes!)
        let arguments = lamina_pack_convolution_arguments(
            geometry: geometry, kernel: site.operand(0), packed: site.result(0), transposed: isTransposed ? 1 : 0)
        let columns = Int((isTransposed ? geometry.channels : geometry.filters) / geometry.groups)
        let panels = (columns + Int(lamina_panel_width()) - 1) / Int(lamina_panel_width())
        return [KernelCall(\.pack_convolution, arguments, units: Extent(panels * convolution.groups), grain: 1)]
    }

    private func geometry(kernel: [Int]) -> lamina_convolution_geometry {
        convolution.geometry(image: Shape([1, 0, 0, kernel[2] * convolution.groups]), results: Shape([1, 0, 0, kernel[3]]))
    }
}
