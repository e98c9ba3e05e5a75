import CLaminaKernels
import LaminaKit

/// Steps that shrink with all squares seen so far (Duchi, Hazan and Singer, 2011).
struct Adagrad: ConfiguredOptimizer {
    static let aliases = ["adagrad"]
    static let summary = "Divides each step by the root of the sum of all squared gradients."
    let options: OptimizerOptions
    let initialAccumulator: Double
    let epsilon: Double

    init(from fields: inout Fields) {
        options = OptimizerOptions(from: &fields, learningRate: 0.001)
        initialAccumulator = fields.number(
            "initial_accumulator_value", in: .nonNegative, default: 0.1, "What the sum of squares starts from.")
        epsilon = fields.number("epsilon", in: .nonNegative, default: 1e-7, "Added inside the root.")
    }

    func lowerStep(_ range: OptimizerRange, rate: Value, into lowering: inout Lowering) throws {
        let shape = lowering.shape(of: range.parameters)
        let accumulator = lowering.slot("accumulator", shape: shape, initialValue: Float(initialAccumulator))
        let epsilon = Float(epsilon)
        let update = Update(label: "Adagrad", updatedOperands: [0, 3]) { site, count in
            let arguments = lamina_adagrad_arguments(
                count: Int64(count), w: site.operand(0), g: site.operand(1), accumulator: site.operand(3), learning_rate: site.operand(2),
                epsilon: epsilon)
            return KernelCall(elementwise: \.adagrad, arguments, count: Extent(count))
        }
        try lowering.results(of: options.periodic(update), [range.parameters, range.gradients, rate, accumulator])
    }
}
