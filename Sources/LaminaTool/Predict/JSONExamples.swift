import Lamina

/// Examples that stand in a JSON array: one example, or an array of them.
struct JSONExamples: SinglePortSource {
    let count: Int
    let inputSizes: [Int]
    let targetSizes = [Int]()
    private let values: [Float]

    /// - Parameters:
    ///   - shape: of one example.
    ///   - preprocessing: what is done to each raw number; where it pads sequences, examples may have any number of steps.
    /// - Throws: `DiagnosticFailure` at the value that does not fit.
    init(_ root: JSONNode, shape: Shape, preprocessing: Preprocessing) throws(DiagnosticFailure) {
        let sizes = shape.dimensions.map(\.size)
        let isSingle = Self.depth(of: root) == sizes.count
        let examples = isSingle ? [root] : root.elements
        guard root.kind == .array, let first = examples.first else {
            throw Self.failure("expected a JSON array of examples, found \(root.snippet)", root)
        }
        var found: [Int] = []
        var node: JSONNode? = first
        for _ in sizes {
            found.append(node?.count ?? 0)
            node = node?.elements.first
        }
        count = examples.count
        var reader = Reader(preprocessing: preprocessing)
        if let steps = preprocessing.inputs[0].paddedSteps, found.count == 2, sizes[0] ?? steps == steps {
            guard steps <= shape[0].bound else {
                let message = "the weights were trained with sequences of \(steps) steps, but the model takes at most \(shape[0].bound): train again"
                throw Self.failure(message, root)
            }
            inputSizes = [steps, found[1]]
            var values: [Float] = []
            for example in examples {
                reader.values = []
                try reader.append(example, [example.count, found[1]], expected: [nil, sizes[1]])
                values += preprocessing.inputs[0].padded(reader.values, columnCount: found[1])
            }
            self.values = values
        } else {
            inputSizes = found
            for example in examples { try reader.append(example, found[...], expected: sizes[...]) }
            values = reader.values
        }
    }

    func copy(_ index: Int, input: UnsafeMutablePointer<Float>, target: UnsafeMutablePointer<Float>) {
        let width = inputCount
        for position in 0..<width { input[position] = values[index * width + position] }
    }

    /// Collects numbers as the model sees them.
    private struct Reader {
        let preprocessing: Preprocessing
        var values: [Float] = []

        mutating func append(_ node: JSONNode, _ sizes: ArraySlice<Int>, expected: ArraySlice<Int?>) throws(DiagnosticFailure) {
            guard let size = sizes.first else { return try append(number: node) }
            let wanted = expected.first.flatMap { $0 } ?? size
            guard node.kind == .array, node.count == wanted, wanted > 0 else {
                throw JSONExamples.failure("expected an array of \(max(wanted, 1)), found \(node.kind == .array ? "one of \(node.count)" : node.snippet)", node)
            }
            for element in node.elements { try append(element, sizes.dropFirst(), expected: expected.dropFirst()) }
        }

        private mutating func append(number node: JSONNode) throws(DiagnosticFailure) {
            guard let number = node.double else { throw JSONExamples.failure("expected a number, found \(node.snippet)", node) }
            guard Float(number).isFinite else { throw JSONExamples.failure("\(node.snippet) is too large for a 32-bit float", node) }
            let value = preprocessing.scaledInput(Float(number), position: values.count)
            guard value.isFinite else { throw JSONExamples.failure("\(node.snippet) is no finite 32-bit float once scaled", node) }
            values.append(value)
        }
    }

    private static func depth(of node: JSONNode) -> Int {
        var depth = 0
        var node: JSONNode? = node
        while let current = node, current.kind == .array {
            depth += 1
            node = current.elements.first
        }
        return depth
    }

    fileprivate static func failure(_ message: String, _ node: JSONNode) -> DiagnosticFailure {
        DiagnosticFailure(diagnostics: [Diagnostic(PredictCode.input, message, at: node.location)])
    }
}

enum PredictCode: String, DiagnosticCode {
    case input = "predict-input"
    case notFinite = "predict-not-finite"
    case ports = "predict-ports"
}
