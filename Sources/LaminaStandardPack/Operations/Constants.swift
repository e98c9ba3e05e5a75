import CLaminaKernels
import LaminaKit

/// A vector whose elements the model file gives.
struct ConstantVector: NonDifferentiableOperation {
    let values: [Float]

    var description: String { "ConstantVector(\(values.map(\.description).joined(separator: " ")))" }

    func resultShapes(for operands: [Shape]) -> [Shape] { [[.fixed(values.count)]] }

    func flops(operands: [Shape], results: [Shape]) -> Extent { Extent(0) }

    func kernelCalls(at site: KernelSite) -> [KernelCall] {
        let limit = Int(LAMINA_CONSTANT_VALUES)
        return stride(from: 0, to: values.count, by: limit).map { start in
            let part = values[start..<min(start + limit, values.count)]
            var arguments = lamina_constant_arguments()
            (arguments.start, arguments.count, arguments.y) = (Int64(start), Int64(part.count), site.result(0))
            withUnsafeMutableBytes(of: &arguments.values) { bytes in
                for (index, value) in part.enumerated() { bytes.bindMemory(to: Float.self)[index] = value }
            }
            return KernelCall(whole: \.constant, arguments)
        }
    }
}

/// `1 / max(√x, floor)`, element by element; the floor also where x is negative.
struct InverseRoot: NonDifferentiableOperation {
    let floor: Float

    var description: String { "InverseRoot(at least \(floor))" }

    func resultShapes(for operands: [Shape]) -> [Shape] { [operands[0]] }

    func kernelCalls(at site: KernelSite) -> [KernelCall] {
        let count = site.resultShapes[0].extent
        let arguments = lamina_inverse_root_arguments(count: count.packed, x: site.operand(0), y: site.result(0), floor: floor)
        return [KernelCall(elementwise: \.inverse_root, arguments, count: count)]
    }
}
