import CLaminaKernels
import LaminaKit

/// A pass over the contiguous range of all parameters that updates them, their slots or their gradients in place.
struct Update: NonDifferentiableOperation {
    let label: String
    let updatedOperands: [Int]
    /// How many of the range's numbers it works on; nil for all.
    var elements: Int?
    var flopsPerElement = 4
    let call: @Sendable (_ site: KernelSite, _ count: Int) -> KernelCall

    var name: String { label }

    var description: String { label }

    func resultShapes(for operands: [Shape]) -> [Shape] { [] }

    func flops(operands: [Shape], results: [Shape]) -> Extent { (elements.map(Extent.init) ?? operands[0].extent) * flopsPerElement }

    /// Single numbers, such as the learning rate, stay what they are where a part of the range is updated.
    func traffic(operands: [Shape], results: [Shape]) -> [Extent] {
        let moved = operands + updatedOperands.map { operands[$0] }
        guard let elements else { return moved.map(\.extent) }
        return moved.map { $0 == [] ? .one : Extent(elements) }
    }

    func kernelCalls(at site: KernelSite) -> [KernelCall] {
        [call(site, site.operandShapes[0].boundedCount)]
    }
}
