import CLaminaKernels
import LaminaKit

/// Adam with Nesterov's momentum (Dozat, 2016), which grows over time to `beta_1`.
struct Nadam: ConfiguredOptimizer {
    static let aliases = ["nadam"]
    static let summary = "Adam with Nesterov momentum."
    let options: OptimizerOptions
    let beta1: Double
    let beta2: Double
    let epsilon: Double

    init(from fields: inout Fields) {
        options = OptimizerOptions(from: &fields, learningRate: 0.001)
        beta1 = fields.number("beta_1", in: .fraction, default: 0.9, "How much of the mean gradient is kept.")
        beta2 = fields.number("beta_2", in: .fraction, default: 0.999, "How much of the mean square is kept.")
        epsilon = fields.number("epsilon", in: .nonNegative, default: 1e-7, "Added to the root.")
    }

    func lowerStep(_ range: OptimizerRange, rate: Value, into lowering: inout Lowering) throws {
        let shape = lowering.shape(of: range.parameters)
        let slots = ["momentum", "velocity"].map { lowering.slot($0, shape: shape) }
        let product = lowering.slot("u_product", shape: [], initialValue: 1)
        let (beta1, beta2, epsilon) = (Float(beta1), Float(beta2), Float(epsilon))
        let advance = Update(label: "NadamProduct", updatedOperands: [0]) { site, _ in
            KernelCall(whole: \.nadam_product, lamina_nadam_product_arguments(product: site.operand(0), beta_1: beta1))
        }
        try lowering.results(of: options.periodic(advance), [product])
        let update = Update(label: "Nadam", updatedOperands: [0, 3, 4]) { site, count in
            let arguments = lamina_nadam_arguments(
                count: Int64(count), w: site.operand(0), g: site.operand(1), m: site.operand(3), v: site.operand(4), product: site.operand(5),
                learning_rate: site.operand(2), beta_1: beta1, beta_2: beta2, epsilon: epsilon)
            return KernelCall(elementwise: \.nadam, arguments, count: Extent(count))
        }
        try lowering.results(of: options.periodic(update), [range.parameters, range.gradients, rate] + slots + [product])
    }
}
