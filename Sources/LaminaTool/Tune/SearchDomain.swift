import LaminaKit

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The values that a search tries for one field.
enum SearchDomain: Sendable {
    case choices([JSONValue])
    /// `points` values for a grid; any number between the bounds for a random search.
    case range(Range)

    struct Range: Sendable {
        let scale: Scale
        let from: Double
        let to: Double
        let step: Int
        let points: Int?
    }

    enum Scale: String, CaseIterable, Sendable {
        case uniform
        case logUniform = "log_uniform"
        case integer
    }

    /// Four significant digits of a drawn number are kept: a file that a person reads shows them, and more make no difference to training.
    private static let digits = 4

    /// One value by lot.
    func draw(_ random: inout RandomStream) -> JSONValue {
        switch self {
        case .choices(let values): return values[Int(random.next() % UInt64(values.count))]
        case .range(let range):
            guard range.scale == .integer else { return .number(range.value(at: random.uniform(), digits: Self.digits)) }
            return .integer(Int(range.from) + Int(random.next() % UInt64(range.integerCount)) * range.step)
        }
    }

    /// How many values a grid tries; nil for a range without points.
    var gridCount: Int? {
        switch self {
        case .choices(let values): values.count
        case .range(let range): range.scale == .integer ? range.integerCount : range.points
        }
    }

    func gridValue(_ index: Int) -> JSONValue {
        switch self {
        case .choices(let values): return values[index]
        case .range(let range):
            guard range.scale != .integer, let points = range.points else { return .integer(Int(range.from) + index * range.step) }
            return .number(range.value(at: Double(index) / Double(points - 1), digits: Self.digits))
        }
    }

    /// One of its values, for a check of the path alone.
    var sample: JSONValue {
        switch self {
        case .choices(let values): values[0]
        case .range(let range): range.scale == .integer ? .integer(Int(range.from)) : .number(range.from)
        }
    }
}

extension SearchDomain.Range {
    fileprivate var integerCount: Int { (Int(to) - Int(from)) / step + 1 }

    /// - Parameter share: how much of the way from the lower bound to the upper one, on the range's scale.
    fileprivate func value(at share: Double, digits: Int) -> Double {
        if share <= 0 { return from }
        if share >= 1 { return to }
        let value = scale == .logUniform ? exp(log(from) + share * (log(to) - log(from))) : from + share * (to - from)
        return min(max(value.rounded(digits: digits), from), to)
    }
}

extension Double {
    /// The nearest number of so many significant decimal digits.
    func rounded(digits: Int) -> Double {
        guard isFinite, self != 0 else { return self }
        let exponent = digits - 1 - Int(log10(magnitude).rounded(.down))
        guard (-300...300).contains(exponent) else { return self }
        let scale = pow(10, Double(exponent.magnitude))
        return exponent >= 0 ? (self * scale).rounded() / scale : (self / scale).rounded() * scale
    }

    /// With so many significant digits, and no zeros behind them: `0.01234`, `1.5e-07`.
    func formatted(significant digits: Int) -> String {
        let text = rounded(digits: digits).description
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
}
