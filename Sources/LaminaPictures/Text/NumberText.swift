extension Double {
    /// With this many decimals, rounded half away from zero: `0.5018`. Numbers too large for that as Swift prints them.
    package func formatted(decimals: Int) -> String {
        guard isFinite, magnitude < 1e15 else { return "\(self)" }
        var scale = 1.0
        for _ in 0..<decimals { scale *= 10 }
        let scaled = (magnitude * scale).rounded()
        guard scaled < 9e18 else { return "\(self)" }
        let digits = String(Int(scaled))
        let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
        let sign = self < 0 && scaled > 0 ? "-" : ""
        guard decimals > 0 else { return sign + padded }
        return "\(sign)\(padded.dropLast(decimals)).\(padded.suffix(decimals))"
    }

    /// With this many significant digits: `0.0024`, `3.1e-06`, `-12.5`.
    package func formatted(significant count: Int) -> String {
        guard isFinite else { return "\(self)" }
        guard self != 0 else { return "0" }
        var (digits, exponent) = (magnitude, 0)
        let limit = 10 - 0.5 * (0..<max(count - 1, 0)).reduce(1.0) { value, _ in value / 10 }
        while digits >= limit { (digits, exponent) = (digits / 10, exponent + 1) }
        while digits < limit / 10 { (digits, exponent) = (digits * 10, exponent - 1) }
        guard (-4..<max(count, 4)).contains(exponent) else {
            let sign = exponent < 0 ? "-" : "+"
            let power = abs(exponent) < 10 ? "0\(abs(exponent))" : "\(abs(exponent))"
            return "\(self < 0 ? "-" : "")\(digits.formatted(decimals: max(count - 1, 0)))e\(sign)\(power)"
        }
        return formatted(decimals: max(count - 1 - exponent, 0))
    }
}
