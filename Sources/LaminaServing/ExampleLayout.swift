import LaminaRuntime

/// How many numbers one example has at each input of a plan, and how long its free time axes are.
struct ExampleLayout: Sendable {
    private struct Input {
        let port: Port
        /// The numbers of one step, or of the whole example where no axis is free.
        let fixed: Int
        /// The place of the free axis among the plan's symbols after the batch.
        let axis: Int?
    }

    private let inputs: [Input]
    private let axes: [Symbol]
    private let outputCount: Int

    init(_ plan: Plan) {
        let axes = Array(plan.symbols.dropFirst())
        inputs = plan.inputs.map { port in
            var fixed = 1
            var axis: Int?
            for dimension in port.shape.dimensions.dropFirst() {
                switch dimension {
                case .fixed(let size): fixed = fixed.saturatingProduct(size)
                case .symbol(let symbol): axis = axes.firstIndex(of: symbol)
                case .merged: preconditionFailure("a port has plain axes")
                }
            }
            return Input(port: port, fixed: fixed, axis: axis)
        }
        self.axes = axes
        outputCount = plan.outputs.count
    }

    /// The steps on each free axis of one example; every later run of it can only succeed.
    ///
    /// - Parameter example: for each input its numbers, row-major, without the batch.
    /// - Throws: `RunError.portCount`, `.elementCount`, `.timeSteps`.
    func steps(of example: [[Float]]) throws(RunError) -> [Int] {
        guard example.count == inputs.count else {
            throw .portCount(expectedInputs: inputs.count, expectedOutputs: outputCount)
        }
        var steps: [Int?] = Array(repeating: nil, count: axes.count)
        for (input, values) in zip(inputs, example) {
            guard let axis = input.axis else {
                guard values.count == input.fixed else { throw mismatch(input, expected: input.fixed, found: values.count) }
                continue
            }
            guard !values.isEmpty, values.count % input.fixed == 0 else {
                throw mismatch(input, expected: (values.count / input.fixed + 1) * input.fixed, found: values.count)
            }
            let found = values.count / input.fixed
            guard found <= axes[axis].bound else {
                throw .timeSteps(axis: axes[axis].name, found: found, bound: axes[axis].bound)
            }
            if let known = steps[axis], known != found { throw mismatch(input, expected: known * input.fixed, found: values.count) }
            steps[axis] = found
        }
        return steps.map { $0 ?? 1 }
    }

    /// Zeros and ones for one example with as many steps on each free axis as the plan takes.
    var pattern: [[Float]] {
        inputs.map { input in (0..<input.fixed * (input.axis.map { axes[$0].bound } ?? 1)).map { $0 % 3 == 1 ? 0 : 1 } }
    }

    private func mismatch(_ input: Input, expected: Int, found: Int) -> RunError {
        .elementCount(port: input.port.name, shape: input.port.shape.description, expected: expected, found: found)
    }
}
