import LaminaKit

struct PiecewiseConstantDecay: Schedule {
    static let summary = "One rate up to each boundary, and another after the last."
    private let boundaries: [Int]
    private let values: [Double]

    init(from fields: inout Fields) {
        let count = 1...Fields.largestInteger
        boundaries = fields.integers("boundaries", each: 0...Fields.largestInteger, count: count, "The last iterations of each rate but the last.")
        values = fields.numbers("values", in: .nonNegative, count: 2...Fields.largestInteger, "The rates: one more than boundaries.")
        if !fields.hasErrors, values.count != boundaries.count + 1 {
            fields.report("'values' must hold one more than 'boundaries': \(boundaries.count + 1), found \(values.count)", at: "values")
        } else if zip(boundaries, boundaries.dropFirst()).contains(where: { $0 >= $1 }) {
            fields.report("'boundaries' must grow", at: "boundaries")
        }
    }

    func rate(at iteration: Int) -> Double {
        values[boundaries.firstIndex { iteration <= $0 } ?? boundaries.count]
    }
}
