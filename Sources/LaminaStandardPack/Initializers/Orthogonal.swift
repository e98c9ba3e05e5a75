import LaminaKit

/// A random matrix with orthonormal rows or columns, whichever are fewer, times `gain` (Saxe et al., 2014).
struct Orthogonal: Initializer {
    static let aliases = ["orthogonal"]
    static let summary = "A random matrix with orthonormal rows or columns, times `gain`."
    let gain: Double

    init(gain: Double = 1) {
        self.gain = gain
    }

    init(from fields: inout Fields) {
        gain = fields.number("gain", default: 1, "The factor.")
    }

    func complaint(sizes: [Int]) -> String? {
        sizes.count >= 2 ? nil : "Orthogonal needs at least two axes"
    }

    func values(sizes: [Int], random: inout RandomStream) -> [Float] {
        let columns = sizes[sizes.count - 1]
        let rows = sizes.dropLast().reduce(1, *)
        let (count, length) = (min(rows, columns), max(rows, columns))
        var vectors: [[Double]] = []
        while vectors.count < count {
            var candidate = (0..<length).map { _ in Distribution.standardNormal(&random) }
            // Gram–Schmidt twice: the second pass removes what rounding left of the first.
            for _ in 0..<2 {
                for vector in vectors {
                    let overlap = dot(candidate, vector)
                    for index in candidate.indices { candidate[index] -= overlap * vector[index] }
                }
            }
            let norm = dot(candidate, candidate).squareRoot()
            guard norm > 1e-8 else { continue }
            vectors.append(candidate.map { $0 / norm })
        }
        var values = [Float](repeating: 0, count: rows * columns)
        for (index, vector) in vectors.enumerated() {
            for (position, element) in vector.enumerated() {
                let target = rows <= columns ? index * columns + position : position * columns + index
                values[target] = Float(gain * element)
            }
        }
        return values
    }

    private func dot(_ left: [Double], _ right: [Double]) -> Double {
        var sum = 0.0
        for index in left.indices { sum += left[index] * right[index] }
        return sum
    }
}
