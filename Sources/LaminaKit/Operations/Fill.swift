import CLaminaKernels

/// A tensor of one value throughout.
public struct Fill: NonDifferentiableOperation {
    public let shape: Shape
    public let value: Float

    public init(_ value: Float, shape: Shape) {
        self.value = value
        self.shape = shape
    }

    public var description: String { "Fill(\(value))" }

    public func resultShapes(for operands: [Shape]) -> [Shape] { [shape] }

    public func flops(operands: [Shape], results: [Shape]) -> Extent { Extent(0) }

    public func kernelCalls(at site: KernelSite) -> [KernelCall] {
        let arguments = lamina_fill_arguments(count: shape.extent.packed, y: site.result(0), value: value)
        return [KernelCall(elementwise: \.fill, arguments, count: shape.extent)]
    }
}
