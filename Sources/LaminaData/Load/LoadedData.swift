import LaminaKit

/// The parts into which the examples are split.
public enum DataPart: String, CaseIterable, Sendable {
    case training, validation, test
}

/// The examples of a data section, ready for training.
public struct LoadedData: Sendable {
    public let training: any ExampleSource
    /// Nil where the section holds nothing back for it.
    public let validation: (any ExampleSource)?
    /// Nil where the section holds nothing back for it.
    public let test: (any ExampleSource)?
    public let preprocessing: Preprocessing
    /// Every value of the targets with its place; what `validate(against:)` looks at.
    let labels: [Labels]

    /// Examples from elsewhere, taken as they are.
    public init(
        training: any ExampleSource, validation: (any ExampleSource)? = nil, test: (any ExampleSource)? = nil,
        preprocessing: Preprocessing = .identity
    ) {
        self.init(training: training, validation: validation, test: test, preprocessing: preprocessing, labels: [])
    }

    init(
        training: any ExampleSource, validation: (any ExampleSource)?, test: (any ExampleSource)?, preprocessing: Preprocessing,
        labels: [Labels]
    ) {
        self.training = training
        self.validation = validation
        self.test = test
        self.preprocessing = preprocessing
        self.labels = labels
    }

    public func examples(of part: DataPart) -> (any ExampleSource)? {
        switch part {
        case .training: training
        case .validation: validation
        case .test: test
        }
    }

    /// The true value in real units of a part's example, absolute even where the target is a change; nil where there is no such part.
    ///
    /// - Parameters:
    ///   - index: the example, less than the part's count.
    ///   - column: the value of the target, less than its count.
    public func truth(on part: DataPart, _ index: Int, column: Int = 0) -> Double? {
        guard let examples = examples(of: part) else { return nil }
        if let windows = examples as? WindowExamples { return windows.truth(index, column: column) }
        return preprocessing.targetScaling(column).unscaled(Double(examples.example(index).target[column]))
    }

    /// A model output for a part's example as an absolute value in real units; nil where there is no such part.
    public func forecast(_ output: Float, on part: DataPart, _ index: Int, column: Int = 0) -> Double? {
        guard let examples = examples(of: part) else { return nil }
        let value = preprocessing.targetScaling(column).unscaled(Double(output))
        guard preprocessing.target.isChange, let windows = examples as? WindowExamples else { return value }
        return value + windows.now(index, column: column)
    }

    /// The mean absolute error of «it stays as it is» on a part, in the target's unit and over all its columns: what a forecast has to
    /// beat. Nil where no time lies between input and target, or where there is no such part.
    public func persistenceError(on part: DataPart) -> Double? {
        guard preprocessing.target.offset > 0, preprocessing.target.classNames.isEmpty,
            let windows = examples(of: part) as? WindowExamples, windows.count > 0
        else { return nil }
        var sum = 0.0
        for index in 0..<windows.count {
            for column in 0..<windows.targetCount {
                sum += abs(windows.truth(index, column: column) - windows.now(index, column: column))
            }
        }
        return sum / Double(windows.count * windows.targetCount)
    }
}

/// Targets as the source gives them.
struct Labels: Sendable {
    let values: [Double]
    let valuesPerRecord: Int
    let places: RecordPlaces
}
