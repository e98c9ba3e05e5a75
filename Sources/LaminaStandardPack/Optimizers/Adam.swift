import CLaminaKernels
import LaminaKit

/// Adaptive moments (Kingma and Ba, 2015), with Keras's place of epsilon: added to the uncorrected root.
struct Adam: ConfiguredOptimizer {
    static let aliases = ["adam"]
    static let summary = "Steps from running means of the gradient and its square."
    let options: OptimizerOptions
    let beta1: Double
    let beta2: Double
    let epsilon: Double
    let isAMSGrad: Bool

    init(from fields: inout Fields) {
        self.init(from: &fields, weightDecay: nil)
    }

    init(from fields: inout Fields, weightDecay: Double?) {
        options = OptimizerOptions(from: &fields, learningRate: 0.001, weightDecay: weightDecay)
        beta1 = fields.number("beta_1", in: .fraction, default: 0.9, "How much of the mean gradient is kept.")
        beta2 = fields.number("beta_2", in: .fraction, default: 0.999, "How much of the mean square is kept.")
        epsilon = fields.number("epsilon", in: .nonNegative, default: 1e-7, "Added to the root.")
        isAMSGrad = fields.boolean("amsgrad", default: false, "Divide by the largest mean square so far.")
    }

    func lowerStep(_ range: OptimizerRange, rate: Value, into lowering: inout Lowering) throws {
        let shape = lowering.shape(of: range.parameters)
        let names = ["momentum", "velocity"] + (isAMSGrad ? ["velocity_hat"] : [])
        let slots = names.map { lowering.slot($0, shape: shape) }
        let (beta1, beta2, epsilon, isAMSGrad) = (Float(beta1), Float(beta2), Float(epsilon), isAMSGrad)
        let update = Update(
            label: isAMSGrad ? "Adam(amsgrad)" : "Adam", updatedOperands: [0] + slots.indices.map { $0 + 3 }, flopsPerElement: isAMSGrad ? 13 : 12
        ) { site, count in
            let arguments = lamina_adam_arguments(
                count: Int64(count), w: site.operand(0), g: site.operand(1), m: site.operand(3), v: site.operand(4),
                vmax: isAMSGrad ? site.operand(5) : KernelSite.absent, learning_rate: site.operand(2), beta_1: beta1, beta_2: beta2,
                epsilon: epsilon)
            return KernelCall(elementwise: isAMSGrad ? \.adam_amsgrad : \.adam, arguments, count: Extent(count))
        }
        try lowering.results(of: options.periodic(update), [range.parameters, range.gradients, rate] + slots)
    }
}

/// Adam with decoupled weight decay (Loshchilov and Hutter, 2019).
struct AdamW: Optimizer {
    static let aliases = ["adamw"]
    static let summary = "Adam with decoupled weight decay."
    private let adam: Adam

    var schedule: (any Schedule)? { adam.schedule }
    var finalParametersSlot: String? { adam.finalParametersSlot }

    init(from fields: inout Fields) {
        adam = Adam(from: &fields, weightDecay: 0.004)
    }

    func lower(_ range: OptimizerRange, into lowering: inout Lowering) throws {
        try adam.lower(range, into: &lowering)
    }
}
