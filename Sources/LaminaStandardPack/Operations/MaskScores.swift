import CLaminaKernels
import LaminaKit

/// Which queries may look at which values.
public struct AttentionMask: Sendable, Hashable {
    public var hasQueries: Bool
    public var hasValues: Bool
    /// Query `i` sees no value behind `i`.
    public var isCausal: Bool
    /// Query `i` sees value `j` only where `|i − j|` is less than this.
    public var window: Int?

    public init(hasQueries: Bool, hasValues: Bool, isCausal: Bool, window: Int? = nil) {
        self.hasQueries = hasQueries
        self.hasValues = hasValues
        self.isCausal = isCausal
        self.window = window
    }

    public var hidesNothing: Bool { !hasQueries && !hasValues && !isCausal && window == nil }
}

/// Attention scores `[batch·heads, queries, values]` with another number where a query must not look at a value.
///
/// Operands: the scores, then the mask of the queries `[batch, queries]` and that of the values `[batch, values]`, if there are any.
public struct MaskScores: Operation {
    public enum Form: Sendable, Hashable {
        /// The number stands for the score.
        case replaced(by: Float)
        /// The number is added to the score, whose gradient goes through.
        case added(Float)
    }

    public let mask: AttentionMask
    public let form: Form
    /// How many items of the scores an example has.
    public let heads: Int

    public init(_ mask: AttentionMask, _ form: Form, heads: Int = 1) {
        self.mask = mask
        self.form = form
        self.heads = heads
    }

    public var description: String {
        let parts = [
            "\(form)", mask.hasQueries ? "queries" : nil, mask.hasValues ? "values" : nil, mask.isCausal ? "causal" : nil,
            mask.window.map { "window \($0)" }, "\(heads) heads",
        ]
        return "MaskScores(\(parts.compactMap { $0 }.joined(separator: ", ")))"
    }

    public func resultShapes(for operands: [Shape]) throws(OperationTypeError) -> [Shape] {
        let scores = operands[0]
        guard scores.rank == 3, scores[1].size != nil, scores[2].size != nil else {
            throw OperationTypeError("\(description) takes scores [batch·heads, queries, values] of known sizes, found \(scores)")
        }
        let widths = (mask.hasQueries ? [scores[1]] : []) + (mask.hasValues ? [scores[2]] : [])
        let found = operands.dropFirst()
        guard found.count == widths.count,
            zip(found, widths).allSatisfy({ $0.rank == 2 && $0[1] == $1 && $0.rows * heads == Extent([scores[0]]) })
        else { throw OperationTypeError("\(description) takes masks [batch, \(widths)] beside the scores \(scores), found \(found)") }
        return [scores]
    }

    public func kernelCalls(at site: KernelSite) -> [KernelCall] {
        let scores = site.operandShapes[0]
        var arguments = lamina_mask_scores_arguments()
        (arguments.queries, arguments.columns) = (Int64(scores[1].bound), Int64(scores[2].bound))
        (arguments.heads, arguments.window) = (Int64(heads), Int64(mask.window ?? 0))
        (arguments.x, arguments.y) = (site.operand(0), site.result(0))
        arguments.query_mask = mask.hasQueries ? site.operand(1) : KernelSite.absent
        arguments.value_mask = mask.hasValues ? site.operand(mask.hasQueries ? 2 : 1) : KernelSite.absent
        arguments.is_causal = mask.isCausal ? 1 : 0
        switch form {
        case .replaced(let value): (arguments.value, arguments.adds) = (value, 0)
        case .added(let value): (arguments.value, arguments.adds) = (value, 1)
        }
        return [KernelCall(\.mask_scores, arguments, units: scores.rows, grain: rowGrain(columns: scores[2].bound))]
    }

    public func pullback(_ site: inout PullbackSite) throws -> [Value?] {
        let masks = Array(site.operands.dropFirst())
        var scores: Value? = site.gradient
        if case .replaced = form {
            scores = try site.results(of: MaskScores(mask, .replaced(by: 0), heads: heads), [site.gradient] + masks)[0]
        }
        return [scores] + masks.map { _ in nil }
    }
}
