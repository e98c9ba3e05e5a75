import LaminaData
import LaminaKit

/// Whether examples hold as many numbers as a plan reads: of one input and, where it has one, one target.
enum PortFit {
    static func check(_ source: any ExampleSource, _ plan: Plan) throws(TrainingError) {
        guard (1...2).contains(plan.inputs.count) else {
            throw .portCount(inputs: plan.inputs.count, outputs: plan.outputs.count)
        }
        var steps: [Symbol: Int] = [:]
        try check("input", plan.inputs[0], source.inputSizes, &steps)
        if plan.inputs.count == 2 { try check("target", plan.inputs[1], source.targetSizes, &steps) }
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
}
