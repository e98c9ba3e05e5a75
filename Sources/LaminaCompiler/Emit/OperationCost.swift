import LaminaKit

/// What one run of an operation of a plan asks of the machine.
public struct OperationCost: Sendable {
    /// The operation and the layer or stage that asked for it.
    public let label: String
    public let origin: String
    /// Its steps of the plan.
    public let steps: Range<Int>
    public let flops: Int
    /// Read from memory and written there, each number once: see `Operation.traffic`.
    public let bytes: Int
    /// The memory that those bytes lie in: less than `bytes` where an operation updates what it reads.
    public let footprint: Int
}

extension CompiledModel {
    /// What the operations of a run of `batch` rows cost, every free time axis at its bound, in the order of the plan's steps.
    public func costs(batch: Int) -> [OperationCost] {
        zip(fused.nodes, stepsOfNodes).filter { !$1.isEmpty }.map { node, steps in
            let (operands, results) = (fused.operandShapes(of: node), fused.resultShapes(of: node))
            func bytes(_ extents: [Extent]) -> Int {
                extents.reduce(0) { $0.saturatingSum($1.count(batch: batch)) }.saturatingProduct(MemoryLayout<Float>.stride)
            }
            let moved = bytes(node.operation.traffic(operands: operands, results: results))
            return OperationCost(
                label: "\(node.operation.description) — \(node.origin)", origin: node.origin, steps: steps,
                flops: node.operation.flops(operands: operands, results: results).count(batch: batch),
                bytes: moved, footprint: min(moved, bytes((operands + results).map(\.extent))))
        }
    }

    /// Floating-point operations of one run of the plan's whole batch.
    public var flops: Int { costs(batch: plan.batchCapacity).reduce(0) { $0.saturatingSum($1.flops) } }
}

extension Int {
    func saturatingSum(_ other: Int) -> Int {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? .max : sum
    }
}
