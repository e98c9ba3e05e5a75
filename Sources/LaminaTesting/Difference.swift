import Lamina

/// How far numbers are from what they should be.
public enum Difference {
    /// The largest deviation over the largest expected magnitude; infinite where a count differs or a number is missing.
    ///
    /// - Parameter floor: magnitudes below this count as this.
    public static func relative(_ found: [Float], to expected: [Float], floor: Double = 1e-30) -> Double {
        guard found.count == expected.count else { return .infinity }
        var deviation = 0.0
        var magnitude = floor
        for (left, right) in zip(found, expected) {
            guard left.isFinite == right.isFinite, !left.isNaN else { return .infinity }
            if left == right, !left.isFinite { continue }
            deviation = max(deviation, abs(Double(left) - Double(right)))
            magnitude = max(magnitude, abs(Double(right)))
        }
        return deviation / magnitude
    }

    public static func areSameBits(_ left: [Float], _ right: [Float]) -> Bool {
        left.count == right.count && zip(left, right).allSatisfy { $0.bitPattern == $1.bitPattern }
    }
}
