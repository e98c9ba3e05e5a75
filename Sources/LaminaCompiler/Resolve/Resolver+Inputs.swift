import LaminaKit

extension Resolver {
    mutating func readInputs() {
        guard let elements = elements(document.sections.inputs, "inputs") else { return }
        if elements.isEmpty {
            report(.inputsEmpty, "a model needs at least one input", at: document.sections.inputs?.location)
        }
        for element in elements {
            guard element.kind == .object else {
                diagnostics.report(Diagnostic(FieldCode.type, "an input must be an object with \"name\" and \"shape\", found \(element.snippet)", at: element.location))
                continue
            }
            readInput(element)
        }
    }

    private mutating func readInput(_ element: JSONNode) {
        let given = element["name"]?.value.string ?? ""
        var fields = Fields(element, subject: given.isEmpty ? "input" : "input '\(given)'", registry: registry)
        let input = InputFields(from: &fields)
        let name = input.name
        fields.reportUnknownKeys()
        report(contentsOf: fields)
        guard !name.isEmpty else {
            if element["name"]?.value.string != nil { report(.nameInvalid, "an input's name must not be empty", at: element["name"]?.value.location) }
            return
        }
        claim(name, for: .input(inputs.count), at: element["name"]?.value.location ?? element.location)
        let known = input.shape.flatMap { dimensions($0, input: name, maximumSteps: input.maximumSteps, in: element) }
        inputs.append(TypedGraph.Input(name: name, shape: known.map { Shape($0) } ?? Self.unknownShape))
    }

    /// Stands for the shape of an input that is wrong; nothing is inferred from it.
    static let unknownShape = Shape([Dimension.fixed(-1)])

    private mutating func dimensions(_ node: JSONNode, input: String, maximumSteps: Int?, in element: JSONNode) -> [Dimension]? {
        guard node.kind == .array, node.elements.count <= 8 else {
            report(.inputShape, "input '\(input)': 'shape' must be an array of up to 8 sizes, found \(node.snippet)", at: node.location)
            return nil
        }
        var dimensions: [Dimension] = []
        for (index, size) in node.elements.enumerated() {
            if size.kind == .null, index == 0 {
                guard let maximumSteps else {
                    // A wrong value is reported where it was read.
                    guard element["max_steps"] == nil else { return nil }
                    report(
                        .inputShape, "input '\(input)': a shape that begins with null needs \"max_steps\", the longest sequence", at: size.location,
                        notes: [Diagnostic.Note("if the null stands for the batch, leave it out: shapes are those of one example")])
                    return nil
                }
                guard timeAxes.count + 2 <= Symbol.maximumIndex else {
                    report(.inputShape, "input '\(input)': a model can have \(Symbol.maximumIndex - 1) free time axes", at: size.location)
                    return nil
                }
                let axis = Symbol(index: timeAxes.count + 2, name: timeAxes.isEmpty ? "time" : "time of \(input)", bound: maximumSteps)
                timeAxes.append(axis)
                dimensions.append(.symbol(axis))
            } else if let value = size.integer, (1...Fields.largestInteger).contains(value) {
                dimensions.append(.fixed(value))
            } else {
                let rule = size.kind == .null ? "only the first axis may be null" : "a size must be a positive integer"
                let found = size.kind == .null ? node.snippet : size.snippet
                let remedy = "if it stands for the batch, leave it out: shapes are those of one example"
                report(
                    .inputShape, "input '\(input)': \(rule), found \(found)", at: size.location,
                    notes: size.integer == -1 ? [Diagnostic.Note(remedy)] : [])
                return nil
            }
        }
        if maximumSteps != nil, !dimensions.contains(where: { $0.size == nil }) {
            report(.inputShape, "input '\(input)': \"max_steps\" is for a shape that begins with null", at: element["max_steps"]?.value.location)
        }
        guard Shape(dimensions).boundedCount <= Self.maximumElements else {
            report(.tooLarge, "input '\(input)': \(Shape(dimensions)) has more than \(Self.maximumElements) elements", at: node.location)
            return nil
        }
        return dimensions
    }
}
