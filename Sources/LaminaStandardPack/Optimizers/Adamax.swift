import CLaminaKernels
import LaminaKit

/// Adam with the largest gradient in place of the root mean square (Kingma and Ba, 2015).
struct Adamax: ConfiguredOptimizer {
    static let aliases = ["adamax"]
    static let summary = "Adam with a decaying maximum of the gradient's size in place of its root mean square."
    let options: OptimizerOptions
    let beta1: Double
    let beta2: Double
    let epsilon: Double

    init(from fields: inout Fields) {
        options = OptimizerOptions(from: &fields, learningRate: 0.001)
        beta1 = fields.number("beta_1", in: .fraction, default: 0.9, "How much of the mean gradient is kept.")
        beta2 = fields.number("beta_2", in: .fraction, default: 0.999, "How much of the largest size is kept.")
        epsilon = fields.number("epsilon", in: .nonNegative, default: 1e-7, "Added to the divisor.")
    }

    func lowerStep(_ range: OptimizerRange, rate: Value, into lowering: inout Lowering) throws {
        let shape = lowering.shape(of: range.parameters)
        let slots = ["momentum", "norm"].map { lowering.slot($0, shape: shape) }
        let (beta1, beta2, epsilon) = (Float(beta1), Float(beta2), Float(epsilon))
        let update = Update(label: "Adamax", updatedOperands: [0, 3, 4]) { site, count in
            let arguments = lamina_adamax_arguments(
                count: Int64(count), w: site.operand(0), g: site.operand(1), m: site.operand(3), u: site.operand(4),
                learning_rate: site.operand(2), beta_1: beta1, beta_2: beta2, epsilon: epsilon)
            return KernelCall(elementwise: \.adamax, arguments, count: Extent(count))
        }
        try lowering.results(of: options.periodic(update), [range.parameters, range.gradients, rate] + slots)
    }
}
