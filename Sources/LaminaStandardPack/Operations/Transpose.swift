import CLaminaKernels
import LaminaKit

/// The axes behind the batch in another order. Their sizes are known.
public struct Transpose: Operation {
    /// The operand's axis that becomes the result's axis 1, 2 …; the batch is axis 0 and stays.
    public let order: [Int]

    public static let maximumAxes = Int(LAMINA_TRANSPOSE_AXES)

    public init(order: [Int]) {
        self.order = order
    }

    /// Puts one axis last and keeps the order of the others.
    public init(movingToLast axis: Int, of rank: Int) {
        order = (1..<rank).filter { $0 != axis } + [axis]
    }

    /// What puts the axes back.
    public var inverse: Transpose { Transpose(order: order.indices.map { order.firstIndex(of: $0 + 1)! + 1 }) }

    public var description: String { "Transpose(\(order.map(String.init).joined(separator: " ")))" }

    public func resultShapes(for operands: [Shape]) throws(OperationTypeError) -> [Shape] {
        let shape = operands[0]
        guard order.sorted() == Array(1..<shape.rank), order.count <= Self.maximumAxes, shape.droppingFirst().sizes != nil else {
            throw OperationTypeError("\(description) takes up to \(Self.maximumAxes) axes of known sizes behind the batch, found \(shape)")
        }
        return [Shape([shape[0]] + order.map { shape[$0] })]
    }

    public func flops(operands: [Shape], results: [Shape]) -> Extent { Extent(0) }

    public func kernelCalls(at site: KernelSite) -> [KernelCall] {
        let shape = site.operandShapes[0]
        let item = shape.droppingFirst().boundedCount
        var arguments = lamina_transpose_arguments()
        (arguments.item, arguments.block, arguments.x, arguments.y) = (Int64(item), 1, site.operand(0), site.result(0))
        var runs = runs(shape)
        if let last = runs.last, last.stride == 1 {
            arguments.block = Int64(last.size)
            runs.removeLast()
        }
        let fill = [(size: Int, stride: Int)](repeating: (1, 0), count: Self.maximumAxes - runs.count)
        withUnsafeMutableBytes(of: &arguments.sizes) { sizes in
            for (index, run) in (fill + runs).enumerated() { sizes.bindMemory(to: Int64.self)[index] = Int64(run.size) }
        }
        withUnsafeMutableBytes(of: &arguments.strides) { strides in
            for (index, run) in (fill + runs).enumerated() { strides.bindMemory(to: Int64.self)[index] = Int64(run.stride) }
        }
        return [KernelCall(\.transpose, arguments, units: Extent([shape[0]]), grain: rowGrain(columns: item))]
    }

    public func pullback(_ site: inout PullbackSite) throws -> [Value?] {
        [try site.apply(inverse, site.gradient)]
    }

    /// The result's axes with their strides in the operand, those that stay neighbours as one, those of size 1 left out.
    private func runs(_ shape: Shape) -> [(size: Int, stride: Int)] {
        var runs: [(size: Int, stride: Int, axis: Int)] = []
        let axes = order.filter { shape[$0].bound > 1 }
        for axis in axes {
            let stride = Shape(shape.dimensions[(axis + 1)...]).boundedCount
            let size = shape[axis].bound
            if let last = runs.last, last.stride == stride * size {
                runs[runs.count - 1] = (last.size * size, stride, axis)
            } else {
                runs.append((size, stride, axis))
            }
        }
        return runs.map { ($0.size, $0.stride) }
    }
}
