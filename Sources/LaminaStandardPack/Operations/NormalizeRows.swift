import CLaminaKernels
import LaminaKit

/// Normalises each row of the last axis by itself.
///
/// Operands: x `[…, n]`, then gamma and beta `[n]` where they are. Results: y, and for the gradient each row's inverse deviation, and its mean
/// where the kind has one.
public struct NormalizeRows: Operation {
    public enum Kind: String, Sendable {
        /// By mean and variance.
        case layer
        /// By the root of the mean square.
        case rms
        /// By the variance, the mean left in: Keras's `rms_scaling`.
        case variance
        /// To the length 1; `epsilon` is the least length that a row is divided by.
        case unit

        var code: Int32 {
            switch self {
            case .layer: Int32(LAMINA_NORMALIZE_LAYER.rawValue)
            case .rms: Int32(LAMINA_NORMALIZE_RMS.rawValue)
            case .variance: Int32(LAMINA_NORMALIZE_VARIANCE.rawValue)
            case .unit: Int32(LAMINA_NORMALIZE_UNIT.rawValue)
            }
        }

        var hasMean: Bool { self == .layer || self == .variance }
    }

    public let kind: Kind
    public let epsilon: Float
    public let hasGamma: Bool
    public let hasBeta: Bool

    public init(_ kind: Kind, epsilon: Float, hasGamma: Bool = false, hasBeta: Bool = false) {
        self.kind = kind
        self.epsilon = epsilon
        self.hasGamma = hasGamma
        self.hasBeta = hasBeta
    }

    var label: String { "\(kind), epsilon \(epsilon)" }

    public var description: String {
        "NormalizeRows(\(([label] + (hasGamma ? ["gamma"] : []) + (hasBeta ? ["beta"] : [])).joined(separator: ", ")))"
    }

    public func resultShapes(for operands: [Shape]) throws(OperationTypeError) -> [Shape] {
        guard operands.count == 1 + (hasGamma ? 1 : 0) + (hasBeta ? 1 : 0), let columns = operands[0].last, columns.size != nil,
            operands.dropFirst().allSatisfy({ $0 == [columns] })
        else {
            throw OperationTypeError("\(description) takes [..., n] and vectors [n], found \(operands.map(\.description).joined(separator: " and "))")
        }
        let rows = Shape(operands[0].dimensions.dropLast())
        return [operands[0], rows] + (kind.hasMean ? [rows] : [])
    }

    public func flops(operands: [Shape], results: [Shape]) -> Extent { results[0].extent * 7 }

    public func kernelCalls(at site: KernelSite) -> [KernelCall] {
        let x = site.operandShapes[0]
        let arguments = lamina_normalize_rows_arguments(
            rows: x.rows.packed, columns: Int64(x.features!), x: site.operand(0), gamma: hasGamma ? site.operand(1) : KernelSite.absent,
            beta: hasBeta ? site.operand(hasGamma ? 2 : 1) : KernelSite.absent, y: site.result(0),
            mean: kind.hasMean ? site.result(2) : KernelSite.absent, inverse: site.result(1), epsilon: epsilon, kind: kind.code)
        return [KernelCall(\.normalize_rows, arguments, units: x.rows, grain: rowGrain(columns: x.features!))]
    }

    public func pullback(_ site: inout PullbackSite) throws -> [Value?] {
        let statistics = [site.operands[0], site.gradient] + site.results.dropFirst()
        let gamma = hasGamma ? [site.operands[1]] : []
        let input = NormalizeRowsGradient(kind: kind, epsilon: epsilon, hasGamma: hasGamma)
        let dx = site.wants(0) ? try site.results(of: input, statistics + gamma)[0] : nil
        guard hasGamma || hasBeta else { return [dx] }
        let sums = try site.results(of: NormalizeRowsSums(kind: kind, hasGamma: hasGamma, hasBeta: hasBeta), statistics)
        return [dx] + sums
    }
}

/// The gradient by x from x, dy, the statistics and gamma where it is.
struct NormalizeRowsGradient: NonDifferentiableOperation {
    let kind: NormalizeRows.Kind
    let epsilon: Float
    let hasGamma: Bool

    var description: String { "NormalizeRowsGradient(\(kind), epsilon \(epsilon)\(hasGamma ? ", gamma" : ""))" }

    func resultShapes(for operands: [Shape]) -> [Shape] { [operands[0]] }

    func flops(operands: [Shape], results: [Shape]) -> Extent { results[0].extent * 10 }

    func kernelCalls(at site: KernelSite) -> [KernelCall] {
        var arguments = gradientArguments(site, kind)
        arguments.gamma = hasGamma ? site.operand(kind.hasMean ? 4 : 3) : KernelSite.absent
        (arguments.dx, arguments.epsilon) = (site.result(0), epsilon)
        let x = site.operandShapes[0]
        return [KernelCall(\.normalize_rows_gradient, arguments, units: x.rows, grain: rowGrain(columns: x.features!))]
    }
}

/// The gradients by gamma and beta from x, dy and the statistics.
struct NormalizeRowsSums: NonDifferentiableOperation {
    let kind: NormalizeRows.Kind
    let hasGamma: Bool
    let hasBeta: Bool

    var description: String { "NormalizeRowsSums(\(kind)\(hasGamma ? ", gamma" : "")\(hasBeta ? ", beta" : ""))" }

    func resultShapes(for operands: [Shape]) -> [Shape] {
        [Shape](repeating: [operands[0].last!], count: (hasGamma ? 1 : 0) + (hasBeta ? 1 : 0))
    }

    func flops(operands: [Shape], results: [Shape]) -> Extent { operands[0].extent * 4 }

    func kernelCalls(at site: KernelSite) -> [KernelCall] {
        var arguments = gradientArguments(site, kind)
        if hasGamma { arguments.dgamma = site.result(0) }
        if hasBeta { arguments.dbeta = site.result(hasGamma ? 1 : 0) }
        return [KernelCall(\.normalize_rows_sums, arguments, units: Extent(site.operandShapes[0].features!), grain: 16)]
    }
}

private func gradientArguments(_ site: KernelSite, _ kind: NormalizeRows.Kind) -> lamina_normalize_rows_gradient_arguments {
    let x = site.operandShapes[0]
    let none = KernelSite.absent
    return lamina_normalize_rows_gradient_arguments(
        rows: x.rows.packed, columns: Int64(x.features!), x: site.operand(0), dy: site.operand(1), gamma: none,
        mean: kind.hasMean ? site.operand(3) : none, inverse: site.operand(2), dgamma: none, dbeta: none, dx: none, epsilon: 0, kind: kind.code)
}
