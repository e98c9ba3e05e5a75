import LaminaKit

extension LoadedData {
    /// Checks that every target is a class number that a model of so many classes knows.
    ///
    /// - Throws: the labels that are none, each at its line or record.
    public func validate(against classCount: Int) throws(DiagnosticFailure) {
        var diagnostics = Diagnostics()
        if !preprocessing.target.scalings.isEmpty {
            diagnostics.report(
                Diagnostic(
                    DataCode.labelRange,
                    "data: the model takes class numbers, but the targets are normalised: give the target 'classes' or \"normalize\": false"))
        }
        for labels in labels {
            for (index, value) in labels.values.enumerated() where !Self.isLabel(value, of: classCount) {
                let found = value == value.rounded() && value.magnitude < 1e15 ? String(Int(value)) : String(value)
                diagnostics.report(
                    labels.places.diagnostic(
                        .labelRange, "the label must be a class number from 0 to \(classCount - 1), found \(found)",
                        record: index / max(1, labels.valuesPerRecord)))
                if diagnostics.errorCount >= DataLimits.mistakes { break }
            }
        }
        try diagnostics.throwIfErrors()
    }

    private static func isLabel(_ value: Double, of classCount: Int) -> Bool {
        value >= 0 && value < Double(classCount) && value == value.rounded(.down)
    }
}
