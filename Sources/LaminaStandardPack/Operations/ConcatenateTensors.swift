import CLaminaKernels
import LaminaKit

/// Tensors side by side along one axis.
public struct ConcatenateTensors: Operation {
    public let axis: Int

    /// - Parameter axis: counted with the batch as axis 0.
    public init(axis: Int) {
        self.axis = axis
    }

    public var description: String { "ConcatenateTensors(axis \(axis))" }

    public func resultShapes(for operands: [Shape]) throws(OperationTypeError) -> [Shape] {
        guard let first = operands.first, (1..<first.rank).contains(axis) else {
            throw OperationTypeError("\(name) needs tensors with axis \(axis), found \(operands)")
        }
        var total = 0
        for shape in operands {
            guard shape.rank == first.rank, let size = shape[axis].size,
                shape.dimensions.indices.allSatisfy({ $0 == axis || shape[$0] == first[$0] })
            else { throw OperationTypeError("\(name) takes tensors that differ on axis \(axis) only, found \(operands)") }
            total += size
        }
        var result = first
        result.dimensions[axis] = .fixed(total)
        return [result]
    }

    public func kernelCalls(at site: KernelSite) -> [KernelCall] {
        var offset = 0
        return site.operandShapes.indices.map { index in
            let blocks = AxisBlocks(part: site.operandShapes[index], whole: site.resultShapes[0], axis: axis, offset: offset)
            offset += site.operandShapes[index][axis].size!
            return blocks.copy(from: site.operand(index), to: site.result(0), partIsSource: true)
        }
    }

    public func pullback(_ site: inout PullbackSite) throws -> [Value?] {
        var offset = 0
        var gradients: [Value?] = []
        for (index, operand) in site.operands.enumerated() {
            let size = site.shape(of: operand)[axis].size!
            gradients.append(site.wants(index) ? try site.apply(Slice(axis: axis, offset: offset, size: size), site.gradient) : nil)
            offset += size
        }
        return gradients
    }
}

/// A range of one axis.
public struct Slice: Operation {
    public let axis: Int
    public let offset: Int
    public let size: Int

    /// - Parameter axis: counted with the batch as axis 0.
    public init(axis: Int, offset: Int, size: Int) {
        self.axis = axis
        self.offset = offset
        self.size = size
    }

    public var description: String { "Slice(axis \(axis), \(offset)..<\(offset + size))" }

    public func resultShapes(for operands: [Shape]) throws(OperationTypeError) -> [Shape] {
        var shape = operands[0]
        guard shape.dimensions.indices.contains(axis), let whole = shape[axis].size, offset >= 0, offset + size <= whole else {
            throw OperationTypeError("\(description) does not fit \(shape)")
        }
        shape.dimensions[axis] = .fixed(size)
        return [shape]
    }

    public func kernelCalls(at site: KernelSite) -> [KernelCall] {
        let blocks = AxisBlocks(part: site.resultShapes[0], whole: site.operandShapes[0], axis: axis, offset: offset)
        return [blocks.copy(from: site.operand(0), to: site.result(0), partIsSource: false)]
    }

    public func pullback(_ site: inout PullbackSite) throws -> [Value?] {
        [try site.apply(PlaceSlice(axis: axis, offset: offset, whole: site.shape(of: site.operands[0])), site.gradient)]
    }
}

/// A slice back in its place, zeros around it.
struct PlaceSlice: Operation {
    let axis: Int
    let offset: Int
    let whole: Shape

    var description: String { "PlaceSlice(axis \(axis), from \(offset) of \(whole))" }

    func resultShapes(for operands: [Shape]) -> [Shape] { [whole] }

    func pullback(_ site: inout PullbackSite) throws -> [Value?] {
        [try site.apply(Slice(axis: axis, offset: offset, size: site.shape(of: site.operands[0])[axis].size!), site.gradient)]
    }

    func kernelCalls(at site: KernelSite) -> [KernelCall] {
        let fill = lamina_fill_arguments(count: whole.extent.packed, y: site.result(0), value: 0)
        let blocks = AxisBlocks(part: site.operandShapes[0], whole: whole, axis: axis, offset: offset)
        return [
            KernelCall(elementwise: \.fill, fill, count: whole.extent),
            blocks.copy(from: site.operand(0), to: site.result(0), partIsSource: true),
        ]
    }
}

/// A part of a tensor along one axis as equal blocks of contiguous memory.
private struct AxisBlocks {
    let outer: Extent
    let block: Extent
    let partStride: Extent
    let wholeStride: Extent
    let offset: Extent

    init(part: Shape, whole: Shape, axis: Int, offset: Int) {
        let inner = part.dimensions[(axis + 1)...]
        outer = Extent(part.dimensions[..<axis])
        block = Extent(part.dimensions[axis...])
        partStride = block
        wholeStride = Extent(whole.dimensions[axis...])
        self.offset = Extent(inner) * offset
    }

    func copy(from source: lamina_ref, to target: lamina_ref, partIsSource: Bool) -> KernelCall {
        let zero = Extent(0)
        let arguments = lamina_copy_blocks_arguments(
            outer: outer.packed, block: block.packed,
            source_stride: (partIsSource ? partStride : wholeStride).packed,
            target_stride: (partIsSource ? wholeStride : partStride).packed,
            source_offset: (partIsSource ? zero : offset).packed,
            target_offset: (partIsSource ? offset : zero).packed,
            x: source, y: target)
        return KernelCall(\.copy_blocks, arguments, units: outer, grain: rowGrain(columns: block.bound))
    }
}
