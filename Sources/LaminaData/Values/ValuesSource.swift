import LaminaKit

/// A handful of examples in the model file itself, such as the four of XOR.
struct ValuesSource: DataSource {
    static let typeName = "values"
    static let summary = "Examples written into the model file: nested arrays of numbers."
    static let form = DataForm.examples

    private let examples: ExampleArray

    init(from fields: inout Fields) {
        let some = 1...Fields.largestInteger
        let type = FieldType.array(of: .either([.number(.any), .array(of: .anything, count: some)]), count: some)
        let inputs = fields.node("inputs", type, isRequired: true, summary: "One number or nested array for each example.")
            .flatMap { NestedNumbers.read($0, key: "inputs", &fields) }
        let targets = fields.node("targets", type, isRequired: true, summary: "What is to come out for each input, in the same order.")
            .flatMap { NestedNumbers.read($0, key: "targets", &fields) }
        guard let inputs, let targets else {
            examples = ExampleArray(inputs: [], inputSizes: [1], targets: [], targetSizes: [1])
            return
        }
        guard inputs.places.count == targets.places.count else {
            fields.report(
                Diagnostic(
                    DataCode.valuesCount, "\(fields.subject): \(inputs.places.count) inputs, but \(targets.places.count) targets",
                    at: fields.location(of: "targets")))
            examples = ExampleArray(inputs: [], inputSizes: [1], targets: [], targetSizes: [1])
            return
        }
        examples = ExampleArray(
            inputs: [ExamplePort(inputs.values, sizes: inputs.sizes)], targets: [ExamplePort(targets.values, sizes: targets.sizes)],
            places: .ranges(targets.places, in: targets.text))
    }

    var inputPorts: [DataPort] { [DataPort(sizes: examples.inputs[0].sizes)] }
    var targetPorts: [DataPort] { [DataPort(sizes: examples.targets[0].sizes)] }

    func read(_ request: DataRequest) throws(DiagnosticFailure) -> RawData {
        .examples(RawExamples(training: examples, areTargetsClasses: false))
    }
}

/// Arrays of arrays of numbers that are all of the same sizes.
struct NestedNumbers {
    private(set) var values: [Float] = []
    /// The sizes of one element of the outermost array, `[1]` where that is a number.
    let sizes: [Int]
    /// Where each of those elements stands.
    let places: [SourceRange]
    let text: SourceText
    private let isFlat: Bool
    private var mistakes: [Diagnostic] = []

    /// The numbers of an array; nil after a report.
    static func read(_ node: JSONNode, key: String, _ fields: inout Fields) -> NestedNumbers? {
        let subject = "\(fields.subject): field '\(key)'"
        guard node.kind == .array else {
            fields.report(Diagnostic(FieldCode.type, "\(subject) must be an array, found \(node.snippet)", at: node.location))
            return nil
        }
        guard node.count > 0 else {
            fields.report(Diagnostic(DataCode.valuesEmpty, "\(subject): there must be at least one example", at: node.location))
            return nil
        }
        var numbers = NestedNumbers(node)
        for element in node.elements { numbers.append(element, depth: 0, subject: subject) }
        for mistake in numbers.mistakes { fields.report(mistake) }
        return numbers.mistakes.isEmpty ? numbers : nil
    }

    private init(_ node: JSONNode) {
        var sizes: [Int] = []
        var first = node.elements.first
        while let array = first, array.kind == .array {
            sizes.append(array.count)
            first = array.elements.first
        }
        self.sizes = sizes.isEmpty ? [1] : sizes
        isFlat = sizes.isEmpty
        places = node.elements.map(\.range)
        text = node.location.text
    }

    private var depth: Int { isFlat ? 0 : sizes.count }

    private mutating func append(_ node: JSONNode, depth level: Int, subject: String) {
        guard mistakes.count < DataLimits.mistakes else { return }
        if level == depth {
            appendNumber(node, subject: subject)
        } else if node.kind != .array {
            mistake(.valuesRagged, "\(subject): expected an array of \(sizes[level]) as in the first example, found \(node.snippet)", node)
        } else if node.count == 0 {
            mistake(.valuesEmpty, "\(subject): an array without numbers", node)
        } else if node.count != sizes[level] {
            mistake(.valuesRagged, "\(subject): expected \(sizes[level]) values as in the first example, found \(node.count)", node)
        } else {
            for element in node.elements { append(element, depth: level + 1, subject: subject) }
        }
    }

    private mutating func appendNumber(_ node: JSONNode, subject: String) {
        if let number = node.double {
            let value = Float(number)
            if value.isFinite {
                values.append(value)
            } else {
                mistake(.valuesNumber, "\(subject): \(node.snippet) is too large for a 32-bit float", node)
            }
        } else if node.kind == .array {
            mistake(.valuesRagged, "\(subject): expected a number as in the first example, found \(node.snippet)", node)
        } else {
            mistake(.valuesNumber, "\(subject): expected a number, found \(node.snippet)", node)
        }
    }

    private mutating func mistake(_ code: DataCode, _ message: String, _ node: JSONNode) {
        mistakes.append(Diagnostic(code, message, at: node.location))
    }
}
