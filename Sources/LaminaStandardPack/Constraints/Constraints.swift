import CLaminaKernels
import LaminaKit

/// A constraint on the norms over some axes: each becomes `rate · clip(norm, least, most) + (1 − rate) · norm`.
protocol NormConstraint: Constraint {
    var norm: NormRange { get }
}

extension NormConstraint {
    func complaint(sizes: [Int]) -> String? { norm.complaint(sizes: sizes) }

    func lower(_ variable: Range<Int>, sizes: [Int], of range: OptimizerRange, into lowering: inout Lowering) throws {
        try lowering.results(of: norm.update(Self.typeName, variable, sizes), [range.parameters])
    }
}

struct NormRange: Sendable {
    var least = 0.0
    var most = 0.0
    var rate = 1.0
    /// Counted from 0, or from the end where negative.
    var axes: [Int]

    func complaint(sizes: [Int]) -> String? {
        guard sizes.count <= Int(LAMINA_CONSTRAINED_AXES) else { return "a constraint takes at most \(LAMINA_CONSTRAINED_AXES) axes" }
        if let axis = axes.first(where: { !(-sizes.count..<sizes.count).contains($0) }) {
            return "the constraint's axis \(axis) is none of its \(sizes.count)"
        }
        return nil
    }

    func update(_ name: String, _ variable: Range<Int>, _ sizes: [Int]) -> Update {
        let reduced = Set(axes.map { $0 < 0 ? $0 + sizes.count : $0 })
        let kept = sizes.indices.filter { !reduced.contains($0) }.reduce(1) { $0 * sizes[$1] }
        let label = "\(name)(\(least)…\(most), rate \(rate), axes \(reduced.sorted()), \(variable))"
        return Update(label: label, updatedOperands: [0], elements: variable.count) { site, _ in
            var arguments = lamina_constrain_norm_arguments()
            arguments.w = site.operand(0, advancedBy: variable.lowerBound * MemoryLayout<Float>.stride)
            arguments.rank = Int64(sizes.count)
            (arguments.least, arguments.most, arguments.rate) = (Float(least), Float(most), Float(rate))
            withUnsafeMutableBytes(of: &arguments.sizes) { bytes in
                for (axis, size) in sizes.enumerated() { bytes.assumingMemoryBound(to: Int64.self)[axis] = Int64(size) }
            }
            withUnsafeMutableBytes(of: &arguments.reduced) { bytes in
                for axis in sizes.indices { bytes.assumingMemoryBound(to: Int32.self)[axis] = reduced.contains(axis) ? 1 : 0 }
            }
            let perNorm = max(variable.count / max(kept, 1), 1)
            return KernelCall(
                \.constrain_norm, arguments, units: Extent(kept), grain: max(1, Int(LAMINA_ELEMENT_GRAIN) / perNorm))
        }
    }
}

struct MaxNorm: NormConstraint {
    static let aliases = ["max_norm"]
    static let summary = "Scales weights whose norm is larger down to `max_value`."
    let norm: NormRange

    init(from fields: inout Fields) {
        let most = fields.number("max_value", in: .nonNegative, default: 2, "The largest norm.")
        norm = NormRange(most: most, axes: fields.normAxes())
    }
}

struct UnitNorm: NormConstraint {
    static let aliases = ["unit_norm"]
    static let summary = "Scales weights to norm 1."
    let norm: NormRange

    init(from fields: inout Fields) {
        norm = NormRange(least: 1, most: 1, axes: fields.normAxes())
    }
}

struct MinMaxNorm: NormConstraint {
    static let aliases = ["min_max_norm"]
    static let summary = "Scales weights so that their norm comes to lie between two bounds, at once or step by step."
    let norm: NormRange

    init(from fields: inout Fields) {
        let least = fields.number("min_value", in: .nonNegative, default: 0, "The least norm.")
        let most = fields.number("max_value", in: .nonNegative, default: 1, "The largest norm.")
        let rate = fields.number("rate", in: NumberRange(from: 0, to: 1), default: 1, "How much of the way to the bounds is gone at each update.")
        if least > most { fields.report("'min_value' \(least) must not be above 'max_value' \(most)", at: "min_value") }
        norm = NormRange(least: least, most: most, rate: rate, axes: fields.normAxes())
    }
}

struct NonNeg: Constraint {
    static let aliases = ["non_neg"]
    static let summary = "Sets negative weights to 0."

    init(from fields: inout Fields) {}

    func lower(_ variable: Range<Int>, sizes: [Int], of range: OptimizerRange, into lowering: inout Lowering) throws {
        let update = Update(label: "NonNeg(\(variable))", updatedOperands: [0], elements: variable.count, flopsPerElement: 1) { site, _ in
            let start = site.operand(0, advancedBy: variable.lowerBound * MemoryLayout<Float>.stride)
            let arguments = lamina_non_negative_arguments(count: Int64(variable.count), w: start)
            return KernelCall(elementwise: \.non_negative, arguments, count: Extent(variable.count))
        }
        try lowering.results(of: update, [range.parameters])
    }
}

extension Fields {
    /// One axis or several over which a norm is taken.
    fileprivate mutating func normAxes() -> [Int] {
        let range = -Int(LAMINA_CONSTRAINED_AXES)...Int(LAMINA_CONSTRAINED_AXES) - 1
        let type = FieldType.either([.integer(range), .array(of: .integer(range), count: 1...Int(LAMINA_CONSTRAINED_AXES))])
        let summary = "The axes of one norm: 0 for the weights into each unit of a Dense layer, [0, 1, 2] for each filter of a Conv2D; 0 where absent."
        guard let node = node("axis", type, summary: summary) else { return [0] }
        let elements = node.kind == .array ? node.elements : [node]
        let axes = elements.compactMap { $0.integer.flatMap { range.contains($0) ? $0 : nil } }
        guard !axes.isEmpty, axes.count == elements.count else {
            report("field 'axis' must be \(type), found \(node.snippet)", at: "axis")
            return [0]
        }
        return axes
    }
}
