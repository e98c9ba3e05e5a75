import CLaminaKernels
import LaminaKit

/// How many predictions exceed how many of some thresholds, apart for targets that are 0 and others: what confusion matrices of
/// yes-or-no answers are made of.
///
/// The result is `[2 · (thresholds + 1)]`, for `perColumn` `[columns · 2 · (thresholds + 1)]`: first the targets that are not 0.
struct ThresholdCounts: NonDifferentiableOperation {
    enum Thresholds: Sendable, Equatable {
        /// 0, 1/(count − 1) … 1, compared by the bucket that a prediction falls into. `allExceedFirst`: the first one is a little below 0.
        case even(count: Int, allExceedFirst: Bool)
        /// Ascending.
        case listed([Float])

        var count: Int {
            switch self {
            case .even(let count, _): count
            case .listed(let values): values.count
            }
        }
    }

    static let maximumListed = Int(LAMINA_MAXIMUM_THRESHOLDS)

    let thresholds: Thresholds
    /// All but so many of a row's largest predictions exceed nothing.
    var topK: Int?
    /// The only column that counts.
    var classID: Int?
    var perColumn = false

    var description: String {
        let options = [topK.map { "top \($0)" }, classID.map { "class \($0)" }, perColumn ? "per column" : nil].compactMap { $0 }
        return "ThresholdCounts(\(([String(describing: thresholds)] + options).joined(separator: ", ")))"
    }

    func resultShapes(for operands: [Shape]) throws(OperationTypeError) -> [Shape] {
        guard operands.count == 2, operands[0] == operands[1], let columns = operands[0].features else {
            throw OperationTypeError("ThresholdCounts takes a prediction [..., n] and a target of its shape, found \(operands)")
        }
        let size = 2 * (thresholds.count + 1)
        return [[.fixed(perColumn ? size.saturatingProduct(columns) : size)]]
    }

    func flops(operands: [Shape], results: [Shape]) -> Extent { operands[0].extent * 2 }

    func kernelCalls(at site: KernelSite) -> [KernelCall] {
        var arguments = lamina_threshold_counts_arguments()
        arguments.rows = site.operandShapes[0].rows.packed
        arguments.columns = Int64(site.operandShapes[0].features!)
        (arguments.prediction, arguments.target, arguments.y) = (site.operand(0), site.operand(1), site.result(0))
        arguments.thresholds = Int64(thresholds.count)
        arguments.top_k = Int64(topK ?? 0)
        arguments.class_id = Int64(classID ?? -1)
        arguments.per_column = perColumn ? 1 : 0
        switch thresholds {
        case .even(_, let allExceedFirst):
            arguments.even = 1
            arguments.exceeds_first = allExceedFirst ? 1 : 0
        case .listed(let values):
            precondition(values.count <= Self.maximumListed)
            withUnsafeMutableBytes(of: &arguments.values) { bytes in
                for (index, value) in values.enumerated() { bytes.assumingMemoryBound(to: Float.self)[index] = value }
            }
        }
        return [KernelCall(whole: \.threshold_counts, arguments)]
    }
}

/// True positives, false positives, false negatives and targets of each class, one behind the other: `[4 · classes]`.
struct ClassMatches: NonDifferentiableOperation {
    /// What a prediction must exceed; nil for the largest of its row.
    let threshold: Float?

    var description: String { "ClassMatches(\(threshold.map { "above \($0)" } ?? "largest"))" }

    func resultShapes(for operands: [Shape]) throws(OperationTypeError) -> [Shape] {
        guard operands.count == 2, operands[0] == operands[1], let columns = operands[0].features else {
            throw OperationTypeError("ClassMatches takes a prediction [..., n] and a target of its shape, found \(operands)")
        }
        return [[.fixed(columns.saturatingProduct(4))]]
    }

    func flops(operands: [Shape], results: [Shape]) -> Extent { operands[0].extent * 5 }

    func kernelCalls(at site: KernelSite) -> [KernelCall] {
        let shape = site.operandShapes[0]
        let arguments = lamina_class_matches_arguments(
            rows: shape.rows.packed, columns: Int64(shape.features!), prediction: site.operand(0), target: site.operand(1), y: site.result(0),
            threshold: threshold ?? 0, of_largest: threshold == nil ? 1 : 0)
        return [KernelCall(whole: \.class_matches, arguments)]
    }
}

/// The share of rows whose class is among the k largest predictions: a single number.
struct TopKShare: NonDifferentiableOperation {
    let k: Int
    /// A target is a class number, not a distribution.
    let isSparse: Bool

    var description: String { "TopKShare(\(k)\(isSparse ? ", sparse" : ""))" }

    func resultShapes(for operands: [Shape]) -> [Shape] { [[]] }

    func flops(operands: [Shape], results: [Shape]) -> Extent { operands[0].extent * 2 }

    func kernelCalls(at site: KernelSite) -> [KernelCall] {
        let shape = site.operandShapes[0]
        let arguments = lamina_top_k_arguments(
            rows: shape.rows.packed, columns: Int64(shape.features!), k: Int64(k), prediction: site.operand(0), target: site.operand(1),
            y: site.result(0))
        return [KernelCall(whole: isSparse ? \.sparse_top_k_accuracy : \.top_k_accuracy, arguments)]
    }
}

/// For each column the sums of the targets, their squares and the squared errors, each as two numbers whose sum it is, then the number
/// of rows: `[6 · columns + 1]`.
struct RegressionTotals: NonDifferentiableOperation {
    func resultShapes(for operands: [Shape]) throws(OperationTypeError) -> [Shape] {
        guard operands.count == 2, operands[0] == operands[1], let columns = operands[0].features, columns <= Int.max / 8 else {
            throw OperationTypeError("RegressionTotals takes a prediction [..., n] and a target of its shape, found \(operands)")
        }
        return [[.fixed(6 * columns + 1)]]
    }

    func flops(operands: [Shape], results: [Shape]) -> Extent { operands[0].extent * 6 }

    func kernelCalls(at site: KernelSite) -> [KernelCall] {
        let shape = site.operandShapes[0]
        let arguments = lamina_regression_totals_arguments(
            rows: shape.rows.packed, columns: Int64(shape.features!), prediction: site.operand(0), target: site.operand(1), y: site.result(0))
        return [KernelCall(whole: \.regression_totals, arguments)]
    }
}
