import CLaminaKernels
import LaminaKit

/// `x[…, k] · w[k, n]`, or `x · wᵀ` for `w[n, k]`.
public struct MatMul: Operation {
    public let isTransposed: Bool

    public init(transposed: Bool = false) {
        isTransposed = transposed
    }

    public var description: String { isTransposed ? "MatMul(transposed)" : "MatMul" }

    public func resultShapes(for operands: [Shape]) throws(OperationTypeError) -> [Shape] {
        let product = try MatrixProduct(operands, transposed: isTransposed, name: name)
        return [operands[0].replacingLast(with: .fixed(product.n))]
    }

    public func flops(operands: [Shape], results: [Shape]) -> Extent {
        operands[0].extent * (2 * (results[0].features ?? 1))
    }

    public func preparation(ofOperand index: Int, shape: Shape) -> (any Operation)? {
        index == 1 ? PackWeights(transposed: isTransposed) : nil
    }

    public func kernelCalls(at site: KernelSite) -> [KernelCall] {
        denseCall(site, bias: KernelSite.absent, activation: .linear)
    }

    public func pullback(_ site: inout PullbackSite) throws -> [Value?] {
        let (x, w) = (site.operands[0], site.operands[1])
        let inputGradient = site.wants(0) ? try site.apply(MatMul(transposed: !isTransposed), site.gradient, w) : nil
        guard site.wants(1) else { return [inputGradient, nil] }
        let factors = isTransposed ? (site.gradient, x) : (x, site.gradient)
        return [inputGradient, try site.apply(OuterProductSum(), factors.0, factors.1)]
    }
}

/// The sizes of a product whose first operand may have any number of leading axes.
struct MatrixProduct {
    let k: Int
    let n: Int

    init(_ operands: [Shape], transposed: Bool, name: String) throws(OperationTypeError) {
        guard operands.count >= 2, let k = operands[0].features, let sizes = operands[1].sizes, sizes.count == 2,
            sizes[transposed ? 1 : 0] == k
        else {
            let wanted = transposed ? "[..., k] and [n, k]" : "[..., k] and [k, n]"
            throw OperationTypeError("\(name) takes \(wanted), found \(operands.map(\.description).joined(separator: " and "))")
        }
        self.k = k
        n = sizes[transposed ? 0 : 1]
    }
}

func denseCall(_ site: KernelSite, bias: lamina_ref, activation: lamina_activation) -> [KernelCall] {
    let arguments = denseArguments(site, bias: bias, activation: activation)
    return [KernelCall(\.dense, arguments, units: site.operandShapes[0].rows, grain: denseGrain(arguments))]
}

/// Rows that are worth a thread's while: few of a large matrix, so that even a small batch is cut in halves, many of a small one.
func denseGrain(_ arguments: lamina_dense_arguments) -> Int {
    let grain = Int(LAMINA_DENSE_GRAIN)
    let rows = (1 << 18) / max(1, Int(arguments.k).saturatingProduct(Int(arguments.n)))
    return max(1, rows / grain) * grain
}

func denseArguments(_ site: KernelSite, bias: lamina_ref, activation: lamina_activation) -> lamina_dense_arguments {
    let (x, y) = (site.operandShapes[0], site.resultShapes[0])
    return lamina_dense_arguments(
        rows: x.rows.packed, k: Int64(x.features!), n: Int64(y.features!), x: site.operand(0), packed: site.operand(1), bias: bias,
        y: site.result(0), activation: activation)
}
