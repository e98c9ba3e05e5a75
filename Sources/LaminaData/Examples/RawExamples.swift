import LaminaKit

/// Whole examples as a source has read them: not yet split, scaled or normalised.
public struct RawExamples: Sendable {
    public let training: ExampleArray
    /// The examples of a test set that the source keeps apart.
    public let test: ExampleArray?
    /// Whether the targets are class numbers, which are never normalised.
    public let areTargetsClasses: Bool

    public init(training: ExampleArray, test: ExampleArray? = nil, areTargetsClasses: Bool) {
        self.training = training
        self.test = test
        self.areTargetsClasses = areTargetsClasses
    }
}

/// Inputs and targets of as many examples.
public struct ExampleArray: Sendable {
    enum Inputs: Sendable {
        case floats([Float])
        /// The bytes from `start` on.
        case bytes([UInt8], start: Int)
    }

    let count: Int
    let inputs: Inputs
    let inputSizes: [Int]
    let targets: [Float]
    let targetSizes: [Int]
    let places: RecordPlaces

    /// Both arrays must hold the same whole number of examples.
    public init(inputs: [Float], inputSizes: [Int], targets: [Float], targetSizes: [Int], path: String? = nil) {
        self.init(inputs: .floats(inputs), inputSizes: inputSizes, targets: targets, targetSizes: targetSizes, places: .records(path: path))
    }

    init(inputs: Inputs, inputSizes: [Int], targets: [Float], targetSizes: [Int], places: RecordPlaces) {
        let valueCount =
            switch inputs {
            case .floats(let values): values.count
            case .bytes(let bytes, let start): bytes.count - start
            }
        let stride = inputSizes.reduce(1, *)
        count = stride > 0 ? valueCount / stride : 0
        precondition(count * stride == valueCount && count * targetSizes.reduce(1, *) == targets.count)
        self.inputs = inputs
        self.inputSizes = inputSizes
        self.targets = targets
        self.targetSizes = targetSizes
        self.places = places
    }
}

/// Where the targets stand, for messages.
enum RecordPlaces: Sendable {
    case records(path: String?)
    case ranges([SourceRange], in: SourceText)

    /// A mistake in record `index`, counted from 0.
    func diagnostic(_ code: DataCode, _ message: String, record index: Int) -> Diagnostic {
        switch self {
        case .records(let path): Diagnostic(code, "record \(index + 1): \(message)", path: path)
        case .ranges(let ranges, let text):
            Diagnostic(code, message, at: ranges.indices.contains(index) ? text.location(ranges[index]) : nil, path: text.path)
        }
    }
}
