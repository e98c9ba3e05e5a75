import Lamina

/// Examples that stand in a JSON array: one example, or an array of them.
struct JSONExamples: SinglePortSource {
    let count: Int
    let inputSizes: [Int]
    let targetSizes = [Int]()
    private let values: [Float]

    /// - Parameters:
    ///   - sizes: of one example, nil for a free axis.
    ///   - preprocessing: what is done to each raw number.
    /// - Throws: `DiagnosticFailure` at the value that does not fit.
    init(_ root: JSONNode, sizes: [Int?], preprocessing: Preprocessing) throws(DiagnosticFailure) {
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
        inputSizes = found
        count = examples.count
        var values: [Float] = []
        for example in examples { try Self.append(example, found[...], expected: sizes[...], to: &values) }
        self.values = values.enumerated().map { preprocessing.scaledInput($1, position: $0) }
    }

    func copy(_ index: Int, input: UnsafeMutablePointer<Float>, target: UnsafeMutablePointer<Float>) {
        let width = inputCount
        for position in 0..<width { input[position] = values[index * width + position] }
    }

    private static func append(
        _ node: JSONNode, _ sizes: ArraySlice<Int>, expected: ArraySlice<Int?>, to values: inout [Float]
    ) throws(DiagnosticFailure) {
        guard let size = sizes.first else {
            guard let number = node.double else { throw failure("expected a number, found \(node.snippet)", node) }
            values.append(Float(number))
            return
        }
        let wanted = expected.first.flatMap { $0 } ?? size
        guard node.kind == .array, node.count == wanted, wanted > 0 else {
            throw failure("expected an array of \(max(wanted, 1)), found \(node.kind == .array ? "one of \(node.count)" : node.snippet)", node)
        }
        for element in node.elements { try append(element, sizes.dropFirst(), expected: expected.dropFirst(), to: &values) }
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

    private static func failure(_ message: String, _ node: JSONNode) -> DiagnosticFailure {
        DiagnosticFailure(diagnostics: [Diagnostic(PredictCode.input, message, at: node.location)])
    }
}

enum PredictCode: String, DiagnosticCode {
    case input = "predict-input"
}
