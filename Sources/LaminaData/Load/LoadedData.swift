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
    ///   - target: which target, counted from 0.
    public func truth(on part: DataPart, _ index: Int, column: Int = 0, target: Int = 0) -> Double? {
        guard let examples = examples(of: part) else { return nil }
        if let rows = examples as? TableExamples { return rows.truth(index, target: target, column: column) }
        return preprocessing.targetScaling(column, target: target).unscaled(Double(examples.ports(of: index).targets[target][column]))
    }

    /// A model output for a part's example as an absolute value in real units; nil where there is no such part.
    public func forecast(_ output: Float, on part: DataPart, _ index: Int, column: Int = 0, target: Int = 0) -> Double? {
        guard let examples = examples(of: part) else { return nil }
        let value = preprocessing.targetScaling(column, target: target).unscaled(Double(output))
        guard preprocessing.targets[target].isChange, let rows = examples as? TableExamples else { return value }
        return value + rows.now(index, target: target, column: column)
    }

    /// The mean absolute error of «it stays as it is» on a part, in the target's unit and over all its columns: what a forecast has to
    /// beat. Nil where no time lies between input and target, or where there is no such part.
    public func persistenceError(on part: DataPart, target: Int = 0) -> Double? {
        let description = preprocessing.targets[target]
        guard description.offset > 0, description.classNames.isEmpty, let rows = examples(of: part) as? TableExamples, rows.count > 0
        else { return nil }
        let columnCount = rows.targetPorts[target][0]
        var sum = 0.0
        for index in 0..<rows.count {
            for column in 0..<columnCount {
                sum += abs(rows.truth(index, target: target, column: column) - rows.now(index, target: target, column: column))
            }
        }
        return sum / Double(rows.count * columnCount)
    }
}

/// Targets as the source gives them.
struct Labels: Sendable {
    /// Which target, counted from 0.
    let target: Int
    let count: Int
    let valuesPerRecord: Int
    let places: RecordPlaces
    private let value: @Sendable (Int) -> Double

    init(target: Int, values: [Double], valuesPerRecord: Int, places: RecordPlaces) {
        self.init(target: target, count: values.count, valuesPerRecord: valuesPerRecord, places: places) { values[$0] }
    }

    init(target: Int, values: ExampleValues, valuesPerRecord: Int, places: RecordPlaces) {
        self.init(target: target, count: values.count, valuesPerRecord: valuesPerRecord, places: places) { values[$0] }
    }

    private init(target: Int, count: Int, valuesPerRecord: Int, places: RecordPlaces, value: @escaping @Sendable (Int) -> Double) {
        self.target = target
        self.count = count
        self.valuesPerRecord = valuesPerRecord
        self.places = places
        self.value = value
    }

    subscript(index: Int) -> Double { value(index) }
}
