import CLaminaKernels
import LaminaKit

/// A pass over the contiguous range of all parameters that updates them, their slots or their gradients in place.
struct Update: NonDifferentiableOperation {
    let label: String
    let updatedOperands: [Int]
    let call: @Sendable (_ site: KernelSite, _ count: Int) -> KernelCall

    var name: String { label }

    var description: String { label }

    func resultShapes(for operands: [Shape]) -> [Shape] { [] }

    func flops(operands: [Shape], results: [Shape]) -> Extent { operands[0].extent * 4 }

    func kernelCalls(at site: KernelSite) -> [KernelCall] {
        [call(site, site.operandShapes[0].boundedCount)]
    }
}
