#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// How numbers become places.
public enum Scale: Sendable {
    case linear, logarithmic
}

/// Round numbers that cover a range.
struct Axis {
    let scale: Scale
    /// In the scale's own numbers: exponents of 10 where it is logarithmic.
    let lower: Double
    let upper: Double
    let ticks: [Double]
    private let step: Double

    /// - Parameters:
    ///   - values: those that are not finite, and on a logarithmic axis those that are not above 0, are passed over.
    ///   - isTight: the axis ends with the values instead of with a tick.
    init(_ values: some Sequence<Double>, scale: Scale = .linear, isTight: Bool = false, mostTicks: Int = 6) {
        var (least, most) = (Double.infinity, -Double.infinity)
        for value in values {
            guard let value = Self.scaled(value, scale) else { continue }
            least = min(least, value)
            most = max(most, value)
        }
        if least > most { (least, most) = (0, 1) }
        // Bounds within which differences and powers are ordinary numbers.
        least = min(max(least, -1e300), 1e300)
        most = min(max(most, -1e300), 1e300)
        let magnitude = max(abs(least), abs(most))
        if most - least <= max(magnitude * 1e-9, 1e-290) {
            let room = magnitude > 1e-280 ? magnitude * 0.1 : 1
            (least, most) = scale == .linear ? (least - room, most + room) : (floor(least), floor(least) + 1)
        }
        self.scale = scale
        if scale == .logarithmic, most - least <= Self.mostDividedDecades {
            let ticks = Self.dividedDecades(around: least, most)
            step = 1
            lower = isTight ? least : ticks.last { $0 <= least + 1e-9 } ?? least
            upper = isTight ? most : ticks.first { $0 >= most - 1e-9 } ?? most
            let (lower, upper) = (lower, upper)
            self.ticks = ticks.filter { $0 >= lower - 1e-6 && $0 <= upper + 1e-6 }
            return
        }
        step = Self.step(most - least, scale, mostTicks)
        lower = isTight ? least : floor(least / step) * step
        upper = isTight ? most : max(ceil(most / step) * step, lower + step)
        let first = (lower / step).rounded(.up)
        let (step, end) = (step, upper)
        ticks = (0...2 * mostTicks + 2).map { (first + Double($0)) * step }.filter { $0 <= end + step * 1e-6 }
    }

    /// A logarithmic axis of so few has ticks at 2 and 5 too.
    private static let mostDividedDecades = 2.0

    /// 1, 2 and 5 in every decade that two exponents touch.
    private static func dividedDecades(around least: Double, _ most: Double) -> [Double] {
        stride(from: floor(least), through: floor(most) + 1, by: 1).flatMap { decade in [1.0, 2, 5].map { decade + log10($0) } }
    }

    /// 1, 2 or 5 times a power of 10; whole decades on a logarithmic axis that has several.
    private static func step(_ span: Double, _ scale: Scale, _ mostTicks: Int) -> Double {
        let magnitude = pow(10, floor(log10(span / Double(mostTicks))))
        let step = magnitude * ([1.0, 2, 5].first { $0 * magnitude * Double(mostTicks) >= span } ?? 10)
        return scale == .logarithmic ? max(step.rounded(.up), 1) : step
    }

    private static func scaled(_ value: Double, _ scale: Scale) -> Double? {
        guard value.isFinite else { return nil }
        guard scale == .logarithmic else { return value }
        return value > 0 ? log10(value) : nil
    }

    /// Where a value lies between the axis's ends, from 0 to 1, and outside for one that is; nil for one that has no place.
    func share(_ value: Double) -> Double? {
        Self.scaled(value, scale).map { ($0 - lower) / (upper - lower) }
    }

    /// Ticks on a logarithmic axis are exponents.
    func share(ofTick tick: Double) -> Double { (tick - lower) / (upper - lower) }

    func label(_ tick: Double) -> String {
        guard scale == .linear else { return Self.power(tick) }
        let magnitude = max(abs(lower), abs(upper))
        if tick.magnitude < step * 1e-6 { return 0.0.formatted(decimals: magnitude < 1e4 && (1e-4..<1).contains(step) ? Int(ceil(-log10(step) - 1e-9)) : 0) }
        if magnitude >= 1e15 || step < 1e-4 {
            return tick.formatted(significant: min(max(Int(log10(tick.magnitude / step).rounded(.up)) + 1, 1), 6))
        }
        for (unit, name) in [(1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k")] where magnitude >= 10 * unit {
            return (tick / unit).formatted(decimals: step >= unit ? 0 : min(Int(ceil(-log10(step / unit) - 1e-9)), 4)) + name
        }
        return tick.formatted(decimals: step >= 1 ? 0 : Int(ceil(-log10(step) - 1e-9)))
    }

    /// `0.02`, `500`, `2·10⁶` for the exponent of a tick.
    private static func power(_ tick: Double) -> String {
        let exponent = Int((tick + 1e-9).rounded(.down))
        let digit = pow(10, tick - Double(exponent)).rounded()
        if (-3...4).contains(exponent) { return (digit * pow(10, Double(exponent))).formatted(decimals: max(-exponent, 0)) }
        let digits: [Character: Character] = [
            "-": "⁻", "0": "⁰", "1": "¹", "2": "²", "3": "³", "4": "⁴", "5": "⁵", "6": "⁶", "7": "⁷", "8": "⁸", "9": "⁹",
        ]
        return (digit == 1 ? "" : "\(Int(digit))·") + "10" + String(String(exponent).map { digits[$0] ?? $0 })
    }
}
