import CLaminaKernels
import LaminaKit

/// Steps of one size in the direction of a mean's sign (Chen and others, 2023).
struct Lion: ConfiguredOptimizer {
    static let aliases = ["lion"]
    static let summary = "Steps of equal size: the sign of a mean of gradients."
    let options: OptimizerOptions
    let beta1: Double
    let beta2: Double

    init(from fields: inout Fields) {
        options = OptimizerOptions(from: &fields, learningRate: 0.001)
        beta1 = fields.number(
            "beta_1", in: NumberRange(from: 0, includingLower: false, to: 1), default: 0.9, "The mean's share in the direction of a step.")
        beta2 = fields.number("beta_2", in: NumberRange(from: 0, to: 1), default: 0.99, "How much of the mean gradient is kept.")
    }

    func lowerStep(_ range: OptimizerRange, rate: Value, into lowering: inout Lowering) throws {
        let shape = lowering.shape(of: range.parameters)
        let momentum = lowering.slot("momentum", shape: shape)
        let (beta1, beta2) = (Float(beta1), Float(beta2))
        let update = Update(label: "Lion", updatedOperands: [0, 3]) { site, count in
            let arguments = lamina_lion_arguments(
                count: Int64(count), w: site.operand(0), g: site.operand(1), m: site.operand(3), learning_rate: site.operand(2),
                beta_1: beta1, beta_2: beta2)
            return KernelCall(elementwise: \.lion, arguments, count: Extent(count))
        }
        try lowering.results(of: options.periodic(update), [range.parameters, range.gradients, rate, momentum])
    }
}
