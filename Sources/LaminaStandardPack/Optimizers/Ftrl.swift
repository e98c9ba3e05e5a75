import CLaminaKernels
import LaminaKit

/// Follow the regularized leader (McMahan and others, 2013), with Keras's shrinkage and beta.
struct Ftrl: ConfiguredOptimizer {
    static let aliases = ["ftrl"]
    static let summary = "Follows the regularized leader: sparse weights for wide linear models."
    let options: OptimizerOptions
    let power: Double
    let initialAccumulator: Double
    let l1: Double
    let l2: Double
    let shrinkage: Double
    let beta: Double

    init(from fields: inout Fields) {
        options = OptimizerOptions(from: &fields, learningRate: 0.001)
        power = fields.number(
            "learning_rate_power", in: NumberRange(from: -.infinity, to: 0), default: -0.5, "How the step falls with the sum of squares.")
        initialAccumulator = fields.number(
            "initial_accumulator_value", in: .nonNegative, default: 0.1, "What the sum of squares starts from.")
        l1 = fields.number("l1_regularization_strength", in: .nonNegative, default: 0, "The pull to exactly zero.")
        l2 = fields.number("l2_regularization_strength", in: .nonNegative, default: 0, "The pull towards zero.")
        shrinkage = fields.number(
            "l2_shrinkage_regularization_strength", in: .nonNegative, default: 0, "A penalty on the size of the weights' gradient.")
        beta = fields.number("beta", default: 0, "Added to the root of the sum of squares.")
    }

    func lowerStep(_ range: OptimizerRange, rate: Value, into lowering: inout Lowering) throws {
        let shape = lowering.shape(of: range.parameters)
        let accumulator = lowering.slot("accumulator", shape: shape, initialValue: Float(initialAccumulator))
        let linear = lowering.slot("linear", shape: shape)
        let (power, l1, l2, shrinkage, beta) = (Float(-power), Float(l1), Float(l2), Float(shrinkage), Float(beta))
        let update = Update(label: "Ftrl", updatedOperands: [0, 3, 4]) { site, count in
            let arguments = lamina_ftrl_arguments(
                count: Int64(count), w: site.operand(0), g: site.operand(1), accumulator: site.operand(3), linear: site.operand(4),
                learning_rate: site.operand(2), power: power, l1: l1, l2: l2, shrinkage: shrinkage, beta: beta)
            return KernelCall(elementwise: \.ftrl, arguments, count: Extent(count))
        }
        try lowering.results(of: options.periodic(update), [range.parameters, range.gradients, rate, accumulator, linear])
    }
}
