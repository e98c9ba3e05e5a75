import LaminaRuntime

/// A plan file's model, asked in text.
struct Prediction: ~Copyable {
    private let plan: Plan
    private var session: Session

    /// - Throws: what is wrong with the file; `Problem` where its model has several inputs.
    init(planFile path: String) throws {
        let model = try LoadedModel(PlanFile(mapping: path))
        let inputs = model.plan.inputs
        guard inputs.count == 1 else {
            let names = inputs.map { "'\($0.name)' \($0.shape)" }.joined(separator: ", ")
            throw Problem("\(path): a model of one input is expected, '\(model.plan.name)' has \(inputs.count): \(names)")
        }
        plan = model.plan
        session = Session(model)
    }

    /// - Throws: `Problem` where the line has something else than numbers, `RunError` where it has too few or too many.
    mutating func outputs(for line: String) throws -> String {
        let input = try line.split { $0 == " " || $0 == "," || $0 == "\t" }.map { field in
            guard let number = Float(field) else { throw Problem("'\(field)' is no number") }
            return number
        }
        try session.checkInput(0, count: input.count, batch: 1)
        let counts = plan.outputs.indices.map { session.outputCount($0, batch: 1) }
        var outputs = [Float](repeating: 0, count: counts.reduce(0, +))
        try input.withUnsafeBufferPointer { input in
            try outputs.withUnsafeMutableBufferPointer { outputs in
                session.bind(input: 0, to: input.baseAddress!)
                var start = outputs.baseAddress!
                for (port, count) in counts.enumerated() {
                    session.bind(output: port, to: start)
                    start += count
                }
                try session.runOnce()
            }
        }
        return outputs.map(\.description).joined(separator: " ")
    }
}

struct Problem: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
