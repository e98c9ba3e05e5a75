import CLaminaKernels
import LaminaKit

/// Gradient descent, with momentum on wish.
struct SGD: ConfiguredOptimizer {
    static let aliases = ["sgd"]
    static let summary = "Gradient descent with optional (Nesterov) momentum."
    let options: OptimizerOptions
    let momentum: Double
    let isNesterov: Bool

    init(from fields: inout Fields) {
        options = OptimizerOptions(from: &fields, learningRate: 0.01)
        momentum = fields.number("momentum", in: NumberRange(from: 0, to: 1), default: 0, "How much of the last step is kept.")
        isNesterov = fields.boolean("nesterov", default: false, "Look one step ahead.")
    }

    func lowerStep(_ range: OptimizerRange, rate: Value, into lowering: inout Lowering) throws {
        let hasMomentum = momentum > 0
        let velocity = hasMomentum ? [lowering.slot("velocity", shape: lowering.shape(of: range.parameters))] : []
        let (momentum, isNesterov) = (Float(momentum), isNesterov)
        let update = Update(
            label: hasMomentum ? "SGD(momentum \(momentum)\(isNesterov ? ", nesterov" : ""))" : "SGD",
            updatedOperands: hasMomentum ? [0, 3] : [0], flopsPerElement: hasMomentum ? isNesterov ? 6 : 4 : 2
        ) { site, count in
            let arguments = lamina_sgd_arguments(
                count: Int64(count), w: site.operand(0), g: site.operand(1), velocity: hasMomentum ? site.operand(3) : KernelSite.absent,
                learning_rate: site.operand(2), momentum: momentum)
            return KernelCall(
                elementwise: hasMomentum ? (isNesterov ? \.sgd_nesterov : \.sgd_momentum) : \.sgd, arguments, count: Extent(count))
        }
        try lowering.results(of: options.periodic(update), [range.parameters, range.gradients, rate] + velocity)
    }
}
