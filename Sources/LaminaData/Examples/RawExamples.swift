import LaminaKit

/// Whole examples as a source has read them: not yet split, scaled or normalised.
public struct RawExamples: Sendable {
    public let training: ExampleArray
    /// The examples of a test set that the source keeps apart: the same ports in the same order.
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
    let count: Int
    let inputs: [ExamplePort]
    let targets: [ExamplePort]
    let places: RecordPlaces

    /// One input and one target. Both arrays must hold the same whole number of examples.
    public init(inputs: [Float], inputSizes: [Int], targets: [Float], targetSizes: [Int], path: String? = nil) {
        self.init(inputs: [ExamplePort(inputs, sizes: inputSizes)], targets: [ExamplePort(targets, sizes: targetSizes)], path: path)
    }

    /// All ports must hold the same whole number of examples.
    public init(inputs: [ExamplePort], targets: [ExamplePort], path: String? = nil) {
        self.init(inputs: inputs, targets: targets, places: .records(path: path))
    }

    init(inputs: [ExamplePort], targets: [ExamplePort], places: RecordPlaces) {
        count = inputs.first?.count ?? 0
        precondition((inputs + targets).allSatisfy { [count] in $0.count == count }, "inputs and targets must hold the same examples")
        self.inputs = inputs
        self.targets = targets
        self.places = places
    }

    /// The same with its ports in the order of these names, where they have names.
    func arranged(inputs inputNames: [String], targets targetNames: [String]) -> ExampleArray {
        func order(_ ports: [ExamplePort], _ names: [String]) -> [ExamplePort] {
            func place(_ port: ExamplePort) -> Int { port.name.flatMap { names.firstIndex(of: $0) } ?? names.count }
            return ports.sorted { place($0) < place($1) }
        }
        return ExampleArray(inputs: order(inputs, inputNames), targets: order(targets, targetNames), places: places)
    }
}

/// All examples' values at one input or target.
public struct ExamplePort: Sendable {
    /// The model's port; nil where the order tells.
    let name: String?
    let values: ExampleValues
    let sizes: [Int]
    let stride: Int
    /// Whether the values are class numbers, which are never normalised.
    let areClassNumbers: Bool

    /// - Parameters:
    ///   - values: example after example, each row-major.
    ///   - sizes: of one example.
    public init(_ values: [Float], sizes: [Int], name: String? = nil) {
        self.init(.floats(values), sizes: sizes, name: name)
    }

    init(_ values: ExampleValues, sizes: [Int], name: String? = nil, areClassNumbers: Bool = false) {
        self.values = values
        self.areClassNumbers = areClassNumbers
        self.sizes = sizes
        self.name = name
        stride = sizes.reduce(1, *)
        precondition(count * stride == values.count, "a port must hold a whole number of examples")
    }

    var count: Int { stride > 0 ? values.count / stride : 0 }
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
