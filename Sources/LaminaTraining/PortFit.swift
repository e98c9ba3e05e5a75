import LaminaCompiler
import LaminaData
import LaminaKit

/// Which inputs of a plan are the model's, which are targets, which are weights; and whether examples hold as many numbers as they read.
struct PortFit {
    let inputs: Range<Int>
    let targets: Range<Int>
    let weights: Range<Int>
    /// How long the examples are on each free time axis.
    let steps: [Symbol: Int]

    /// - Parameter plan: a plan of `graph`, for any purpose.
    init(_ source: any ExampleSource, _ graph: TypedGraph, _ plan: Plan) throws(TrainingError) {
        inputs = 0..<graph.inputs.count
        let objectives = graph.training?.objectives.count ?? 0
        targets = inputs.upperBound..<min(inputs.upperBound + objectives, plan.inputs.count)
        weights = targets.upperBound..<plan.inputs.count
        try Self.checkCount("input", source.inputPorts.count, inputs.count)
        if !targets.isEmpty { try Self.checkCount("target", source.targetPorts.count, targets.count) }
        var steps: [Symbol: Int] = [:]
        for (port, sizes) in zip(inputs, source.inputPorts) {
            try Self.check(inputs.count == 1 ? "input" : "input '\(plan.inputs[port].name)'", plan.inputs[port], sizes, &steps)
        }
        for (port, sizes) in zip(targets, source.targetPorts) {
            try Self.check(plan.inputs[port].name, plan.inputs[port], sizes, &steps)
        }
        self.steps = steps
    }

    private static func checkCount(_ what: String, _ found: Int, _ expected: Int) throws(TrainingError) {
        guard found == expected else { throw .portCount(what: what, expected: expected, found: found) }
    }

    /// Fixed shapes may differ in their axes as long as the elements are as many: `[8, 8]` feeds `[64]`. A free time axis has one length
    /// wherever it occurs.
    private static func check(_ what: String, _ port: Port, _ sizes: [Int], _ steps: inout [Symbol: Int]) throws(TrainingError) {
        let shape = port.shape.droppingFirst()
        var fits: Bool
        if let fixed = shape.sizes {
            fits = product(fixed) == product(sizes)
        } else {
            fits = shape.rank == sizes.count
            for (dimension, size) in zip(shape.dimensions, sizes) {
                switch dimension {
                case .fixed(let expected): fits = fits && size == expected
                case .symbol(let axis):
                    fits = fits && (1...axis.bound).contains(size) && (steps[axis] ?? size) == size
                    steps[axis] = steps[axis] ?? size
                case .merged: preconditionFailure("a port has plain axes")
                }
            }
        }
        guard fits else { throw .exampleSize(what: what, expected: shape.description, found: sizes) }
    }

    private static func product(_ sizes: [Int]) -> Int {
        sizes.reduce(1) { $0.saturatingProduct($1) }
    }

    /// The elements of one example at a port of the plan.
    func count(_ port: Port) -> Int {
        port.shape.droppingFirst().dimensions.reduce(1) { product, dimension in
            switch dimension {
            case .fixed(let size): product.saturatingProduct(size)
            case .symbol(let axis): product.saturatingProduct(steps[axis] ?? axis.bound)
            case .merged: preconditionFailure("a port has plain axes")
            }
        }
    }
}
