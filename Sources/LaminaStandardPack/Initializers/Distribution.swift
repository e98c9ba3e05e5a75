import LaminaKit

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Where random initial values are drawn from.
enum Distribution {
    case uniform(Double, Double)
    case normal(Double, Double)
    /// Drawn anew beyond two standard deviations.
    case truncatedNormal(Double, Double)

    func values(count: Int, random: inout RandomStream) -> [Float] {
        (0..<count).map { _ in Float(value(&random)) }
    }

    private func value(_ random: inout RandomStream) -> Double {
        switch self {
        case .uniform(let lower, let upper): return lower + (upper - lower) * random.uniform()
        case .normal(let mean, let deviation): return mean + deviation * Self.standardNormal(&random)
        case .truncatedNormal(let mean, let deviation):
            while true {
                let draw = Self.standardNormal(&random)
                if abs(draw) <= 2 { return mean + deviation * draw }
            }
        }
    }

    /// Box and Muller's transform.
    static func standardNormal(_ random: inout RandomStream) -> Double {
        let radius = (-2 * log(1 - random.uniform())).squareRoot()
        return radius * cos(2 * .pi * random.uniform())
    }
}
