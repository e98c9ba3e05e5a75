import CLaminaKernels

/// `scale · x + offset`, element by element.
public struct Affine: Operation {
    public let scale: Float
    public let offset: Float

    public init(scale: Float, offset: Float = 0) {
        self.scale = scale
        self.offset = offset
    }

    public var description: String { "Affine(\(scale)·x + \(offset))" }

    public func resultShapes(for operands: [Shape]) -> [Shape] { [operands[0]] }

    public func kernelCalls(at site: KernelSite) -> [KernelCall] {
        let count = site.resultShapes[0].extent
        let arguments = lamina_affine_arguments(
            count: count.packed, x: site.operand(0), y: site.result(0), scale: scale, offset: offset)
        return [KernelCall(elementwise: \.affine, arguments, count: count)]
    }

    public func pullback(_ site: inout PullbackSite) throws -> [Value?] {
        [try site.apply(Affine(scale: scale), site.gradient)]
    }
}
