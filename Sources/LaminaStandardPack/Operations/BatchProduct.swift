import CLaminaKernels
import LaminaKit

/// The product of two matrices for each item of the batch, `[batch, m, n]`.
public struct BatchProduct: Operation {
    public enum Form: String, Sendable {
        /// `[batch, m, k] · [batch, k, n]`.
        case plain
        /// `[batch, k, m]ᵀ · [batch, k, n]`.
        case leftTransposed
        /// `[batch, m, k] · [batch, n, k]ᵀ`.
        case rightTransposed
    }

    public let form: Form

    public init(_ form: Form = .plain) {
        self.form = form
    }

    public var description: String { form == .plain ? "BatchProduct" : "BatchProduct(\(form))" }

    private func sizes(_ operands: [Shape]) -> (m: Int, k: Int, n: Int)? {
        guard operands.count == 2, operands.allSatisfy({ $0.rank == 3 }), operands[0][0] == operands[1][0],
            let left = operands[0].droppingFirst().sizes, let right = operands[1].droppingFirst().sizes
        else { return nil }
        let (m, k) = form == .leftTransposed ? (left[1], left[0]) : (left[0], left[1])
        let (otherK, n) = form == .rightTransposed ? (right[1], right[0]) : (right[0], right[1])
        return k == otherK ? (m, k, n) : nil
    }

    public func resultShapes(for operands: [Shape]) throws(OperationTypeError) -> [Shape] {
        guard let sizes = sizes(operands) else {
            throw OperationTypeError("\(description) takes two matrices an item that fit, found \(operands.map(\.description).joined(separator: " and "))")
        }
        return [[operands[0][0], .fixed(sizes.m), .fixed(sizes.n)]]
    }

    public func flops(operands: [Shape], results: [Shape]) -> Extent { results[0].extent * (2 * (sizes(operands)?.k ?? 1)) }

    public func kernelCalls(at site: KernelSite) -> [KernelCall] {
        let sizes = sizes(site.operandShapes)!
        let arguments = lamina_batch_product_arguments(
            m: Int64(sizes.m), k: Int64(sizes.k), n: Int64(sizes.n), a: site.operand(0), b: site.operand(1), y: site.result(0),
            left_transposed: form == .leftTransposed ? 1 : 0, right_transposed: form == .rightTransposed ? 1 : 0)
        let work = sizes.m.saturatingProduct(sizes.k).saturatingProduct(sizes.n)
        return [KernelCall(\.batch_product, arguments, units: Extent([site.operandShapes[0][0]]), grain: rowGrain(columns: work))]
    }

    public func pullback(_ site: inout PullbackSite) throws -> [Value?] {
        let (a, b, dy) = (site.operands[0], site.operands[1], site.gradient)
        let (left, right): ((Form, Value, Value), (Form, Value, Value)) =
            switch form {
            case .plain: ((.rightTransposed, dy, b), (.leftTransposed, a, dy))
            case .leftTransposed: ((.rightTransposed, b, dy), (.plain, a, dy))
            case .rightTransposed: ((.plain, dy, b), (.leftTransposed, dy, a))
            }
        return [
            site.wants(0) ? try site.apply(BatchProduct(left.0), left.1, left.2) : nil,
            site.wants(1) ? try site.apply(BatchProduct(right.0), right.1, right.2) : nil,
        ]
    }
}
