import Lamina

/// The Swift code of a compiled model: a type with its sizes, its plan, and a typed way to predict.
struct GeneratedModel {
    enum Storage {
        /// As base64 in the code.
        case embedded
        /// In a file, whose checksum the code has.
        case file(String)
    }

    let typeName: String
    let plan: Plan
    /// As a comment can hold it.
    let fileName: String
    let classNames: [String]
    let storage: Storage
    let inputs: [GeneratedPort]
    let outputs: [GeneratedPort]
    private let file: PlanFile
    private let bytes: [UInt8]

    /// - Throws: `DiagnosticFailure` where two ports become one label, `PlanFileError` where the plan cannot be read again.
    init(
        typeName: String, model: Model, source: SourceText, compilation: PlanCompilation, classNames: [String], storage: Storage
    ) throws {
        self.typeName = typeName
        plan = compilation.plan
        fileName = (source.path.split(separator: "/").last.map(String.init) ?? source.path).printable
        self.classNames = classNames
        self.storage = storage
        bytes = compilation.bytes
        file = try PlanFile(bytes)
        var labels: [String: String] = plan.batchCapacity > 1 ? ["batch": "the size of the batch"] : [:]
        var diagnostics = Diagnostics()
        func named(_ ports: [Port], kind: String) -> [GeneratedPort] {
            ports.enumerated().map { index, port in
                let subject = "\(kind) '\(port.name)'"
                let label = SwiftName.label(ofPort: port.name)
                if label == nil { diagnostics.report(Diagnostic(CompileCode.label, "no Swift label can be made of \(subject)", at: model.graph.location)) }
                if let label, let other = labels.updateValue(subject, forKey: label) {
                    let message = "\(other) and \(subject) would have the same Swift label '\(label)'"
                    let note = Diagnostic.Note("give one of them another name")
                    diagnostics.report(Diagnostic(CompileCode.label, message, at: model.graph.location, notes: [note]))
                }
                return GeneratedPort(port, index: index, label: label ?? "_")
            }
        }
        inputs = named(plan.inputs, kind: "input")
        outputs = named(plan.outputs, kind: "output")
        try diagnostics.throwIfErrors()
    }

    /// Whether all sizes are known and small enough for types that hold the numbers themselves.
    var isTyped: Bool { (inputs + outputs).allSatisfy { $0.count.map { $0 <= GeneratedPort.largestArray } ?? false } }

    var hasState: Bool { !plan.states.isEmpty }

    var hasWeights: Bool { file.hasWeights }

    var checksum: String { "0x" + String(file.checksum, radix: 16) }

    /// Base64 without padding.
    var base64: String {
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count / 3 * 4 + 4)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
            for place in 0...group.count { text.append(letters[bits >> (18 - 6 * place) & 63]) }
        }
        return String(decoding: text, as: UTF8.self)
    }
}

/// An input or output as generated code sees it.
struct GeneratedPort {
    /// Arrays of more numbers are spans: they would lie on the stack.
    static let largestArray = 4096

    let name: String
    let index: Int
    let label: String
    /// The batch left out.
    let dimensions: [Dimension]

    init(_ port: Port, index: Int, label: String) {
        name = port.name
        self.index = index
        self.label = label
        dimensions = Array(port.shape.dimensions.dropFirst())
    }

    /// Numbers of one example; nil where an axis is free.
    var count: Int? {
        let sizes = dimensions.compactMap(\.size)
        return sizes.count == dimensions.count ? sizes.reduce(1) { $0.saturatingProduct($1) } : nil
    }

    var shape: String {
        "[" + dimensions.map { $0.size.map(String.init) ?? "\($0) ≤ \($0.bound)" }.joined(separator: ", ") + "]"
    }

    /// A free axis at its longest.
    var sizes: String { "[" + dimensions.map { String($0.bound) }.joined(separator: ", ") + "]" }

    /// The type that holds the numbers of one example.
    var type: String { count == 1 ? "Float" : "InlineArray<\(count ?? 0), Float>" }

    var escaped: String { SwiftName.escaped(label) }

    /// As an argument's label: there Swift minds few words.
    var argument: String { ["inout", "var", "let"].contains(label) ? escaped : label }

    /// The name inside of a function: a label that is one of Swift's words needs another.
    var variable: String { escaped == label ? label : "_\(label)" }

    /// `window` or `in _in`.
    var parameter: String { escaped == label ? label : "\(argument) \(variable)" }
}
