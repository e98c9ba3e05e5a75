import LaminaKit

extension LoadedData {
    /// Checks that every value of the first target is a class number that a model of so many classes knows.
    ///
    /// - Throws: the labels that are none, each at its line or record.
    public func validate(against classCount: Int) throws(DiagnosticFailure) {
        try validate(against: [classCount])
    }

    /// The same of each target; nil where it holds no class numbers.
    public func validate(against classCounts: [Int?]) throws(DiagnosticFailure) {
        var diagnostics = Diagnostics()
        for (target, classCount) in classCounts.enumerated() {
            guard let classCount, target < preprocessing.targets.count else { continue }
            if !preprocessing.targets[target].scalings.isEmpty {
                diagnostics.report(
                    Diagnostic(
                        DataCode.labelRange,
                        "data: the model takes class numbers, but the targets are normalised: give the target 'classes' or \"normalize\": false"))
            }
            for labels in labels where labels.target == target { check(labels, classCount, &diagnostics) }
        }
        try diagnostics.throwIfErrors()
    }

    private func check(_ labels: Labels, _ classCount: Int, _ diagnostics: inout Diagnostics) {
        for index in 0..<labels.count where diagnostics.errorCount < DataLimits.mistakes {
            let value = labels[index]
            guard !Self.isLabel(value, of: classCount) else { continue }
            let found = value == value.rounded() && value.magnitude < 1e15 ? String(Int(value)) : String(value)
            diagnostics.report(
                labels.places.diagnostic(
                    .labelRange, "the label must be a class number from 0 to \(classCount - 1), found \(found)",
                    record: index / max(1, labels.valuesPerRecord)))
        }
    }

    private static func isLabel(_ value: Double, of classCount: Int) -> Bool {
        value >= 0 && value < Double(classCount) && value == value.rounded(.down)
    }
}
