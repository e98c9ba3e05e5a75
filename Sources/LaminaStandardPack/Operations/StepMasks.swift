import CLaminaKernels
import LaminaKit

/// Which steps count: 1 where any of a step's features is not `value`, else 0. `[…, features]` → `[…]`.
public struct StepMask: NonDifferentiableOperation {
    public let value: Float

    public init(value: Float) {
        self.value = value
    }

    public var description: String { "StepMask(\(value))" }

    public func resultShapes(for operands: [Shape]) throws(OperationTypeError) -> [Shape] {
        guard operands.count == 1, operands[0].features != nil else {
            throw OperationTypeError("\(description) takes […, features], found \(operands)")
        }
        return [Shape(operands[0].dimensions.dropLast())]
    }

    public func kernelCalls(at site: KernelSite) -> [KernelCall] {
        let shape = site.operandShapes[0]
        let arguments = lamina_step_mask_arguments(
            rows: shape.rows.packed, columns: Int64(shape.features!), x: site.operand(0), mask: site.result(0), value: value)
        return [KernelCall(\.step_mask, arguments, units: shape.rows, grain: rowGrain(columns: shape.features!))]
    }
}

/// `x` where a step counts, zeros elsewhere: operands `[…, features]` and its mask `[…]`.
public struct MaskSteps: Operation {
    public init() {}

    public func resultShapes(for operands: [Shape]) throws(OperationTypeError) -> [Shape] {
        guard operands.count == 2, operands[0].features != nil, Shape(operands[0].dimensions.dropLast()) == operands[1] else {
            throw OperationTypeError("MaskSteps takes […, features] and a mask […], found \(operands.map(\.description).joined(separator: " and "))")
        }
        return [operands[0]]
    }

    public func kernelCalls(at site: KernelSite) -> [KernelCall] {
        let shape = site.operandShapes[0]
        let arguments = lamina_mask_steps_arguments(
            rows: shape.rows.packed, columns: Int64(shape.features!), x: site.operand(0), mask: site.operand(1), y: site.result(0))
        return [KernelCall(\.mask_steps, arguments, units: shape.rows, grain: rowGrain(columns: shape.features!))]
    }

    public func pullback(_ site: inout PullbackSite) throws -> [Value?] {
        [site.wants(0) ? try site.apply(MaskSteps(), site.gradient, site.operands[1]) : nil, nil]
    }
}
