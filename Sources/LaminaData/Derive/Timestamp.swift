/// Times as ISO 8601 writes them.
enum Timestamp {
    /// Seconds since 1970-01-01T00:00 UTC of `2013-01`, `2013-01-01`, `2013-01-01T06`, `…T06:30`, `…T06:30:15`, `…T06:30:15.5`, each
    /// time of day with `Z` or an offset (`+01:00`) on wish and a space allowed for the `T`; nil for anything else.
    static func parse(_ bytes: ArraySlice<UInt8>) -> Double? {
        var scanner = Scanner(rest: bytes)
        guard let year = scanner.number(digits: 4), scanner.skip("-"), let month = scanner.number(digits: 2), 1...12 ~= month else { return nil }
        if scanner.rest.isEmpty { return Double(days(year, month, 1) * 86_400) }
        guard scanner.skip("-"), let day = scanner.number(digits: 2), 1...daysInMonth(month, year: year) ~= day else { return nil }
        let midnight = Double(days(year, month, day) * 86_400)
        if scanner.rest.isEmpty { return midnight }
        guard scanner.skip("T") || scanner.skip(" "), let seconds = scanner.timeOfDay(), scanner.rest.isEmpty else { return nil }
        return midnight + seconds
    }

    /// The share of its day that has passed, in `[0, 1)`.
    static func shareOfDay(_ time: Double) -> Double { share(time, of: 86_400) }

    /// The share of its week, which begins on Monday.
    static func shareOfWeek(_ time: Double) -> Double { share(time + 3 * 86_400, of: 7 * 86_400) }

    /// The share of its calendar year, leap years being longer.
    static func shareOfYear(_ time: Double) -> Double {
        let day = (time / 86_400).rounded(.down)
        guard abs(day) < 1e9 else { return .nan }
        let year = year(ofDay: Int(day))
        let start = days(year, 1, 1)
        let length = days(year + 1, 1, 1) - start
        return (time / 86_400 - Double(start)) / Double(length)
    }

    private static func share(_ time: Double, of period: Double) -> Double {
        let rest = time.truncatingRemainder(dividingBy: period)
        return (rest < 0 ? rest + period : rest) / period
    }

    private static func isLeap(_ year: Int) -> Bool {
        year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
    }

    private static func daysInMonth(_ month: Int, year: Int) -> Int {
        [31, isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
    }

    /// Days since 1970-01-01 in the Gregorian calendar, extended to the years before it.
    private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let previous = year + 399
        let leapDays = previous / 4 - previous / 100 + previous / 400
        let daysBeforeMonth = (1..<month).reduce(0) { $0 + daysInMonth($1, year: year) }
        return year * 365 + leapDays + daysBeforeMonth + day - 1 - epoch
    }

    /// What `days` counts from, chosen so that 1970-01-01 is day 0.
    private static let epoch = 1970 * 365 + (2369 / 4 - 2369 / 100 + 2369 / 400)

    private static func year(ofDay day: Int) -> Int {
        var year = 1970 + Int((Double(day) / 365.2425).rounded(.down))
        while days(year, 1, 1) > day { year -= 1 }
        while days(year + 1, 1, 1) <= day { year += 1 }
        return year
    }

    private struct Scanner {
        var rest: ArraySlice<UInt8>

        mutating func skip(_ scalar: Unicode.Scalar) -> Bool {
            guard rest.first == UInt8(ascii: scalar) else { return false }
            rest.removeFirst()
            return true
        }

        mutating func number(digits: Int) -> Int? {
            guard rest.count >= digits, rest.prefix(digits).allSatisfy(\.isDigit) else { return nil }
            let value = rest.prefix(digits).reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
            rest.removeFirst(digits)
            return value
        }

        /// Seconds since midnight UTC.
        mutating func timeOfDay() -> Double? {
            guard let hour = number(digits: 2), hour < 24 else { return nil }
            var seconds = Double(hour * 3_600)
            if skip(":") {
                guard let minute = number(digits: 2), minute < 60 else { return nil }
                seconds += Double(minute * 60)
                if skip(":") {
                    guard let second = number(digits: 2), second < 60 else { return nil }
                    seconds += Double(second)
                    if skip(".") {
                        guard let fraction = fraction() else { return nil }
                        seconds += fraction
                    }
                }
            }
            if skip("Z") || rest.isEmpty { return seconds }
            let isEast = skip("+")
            guard isEast || skip("-"), let hours = number(digits: 2), hours < 24 else { return nil }
            var offset = hours * 3_600
            if !rest.isEmpty {
                _ = skip(":")
                guard let minutes = number(digits: 2), minutes < 60 else { return nil }
                offset += minutes * 60
            }
            return seconds - Double(isEast ? offset : -offset)
        }

        private mutating func fraction() -> Double? {
            var (value, weight) = (0.0, 0.1)
            let count = rest.count
            while let digit = rest.first, digit.isDigit {
                value += Double(digit - UInt8(ascii: "0")) * weight
                weight /= 10
                rest.removeFirst()
            }
            return rest.count < count ? value : nil
        }
    }
}
