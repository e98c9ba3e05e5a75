import LaminaKit

/// The same elements under another shape: no kernel, no memory.
public struct View: Operation {
    public let shape: Shape

    /// - Parameter shape: with the batch first; as many elements as the operand.
    public init(as shape: Shape) {
        self.shape = shape
    }

    public var description: String { "View(\(shape))" }

    public var isView: Bool { true }

    public func resultShapes(for operands: [Shape]) throws(OperationTypeError) -> [Shape] {
        guard operands[0].extent == shape.extent else {
            throw OperationTypeError("\(operands[0]) cannot be seen as \(shape): the numbers of elements differ")
        }
        return [shape]
    }

    public func flops(operands: [Shape], results: [Shape]) -> Extent { Extent(0) }

    public func kernelCalls(at site: KernelSite) -> [KernelCall] { [] }

    public func pullback(_ site: inout PullbackSite) throws -> [Value?] {
        [try site.apply(View(as: site.shape(of: site.operands[0])), site.gradient)]
    }
}
