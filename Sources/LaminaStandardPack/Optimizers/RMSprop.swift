import CLaminaKernels
import LaminaKit

/// Steps divided by a running root mean square of the gradient.
struct RMSprop: ConfiguredOptimizer {
    static let aliases = ["rmsprop"]
    static let summary = "Divides each step by a running root mean square of the gradient."
    let options: OptimizerOptions
    let rho: Double
    let momentum: Double
    let epsilon: Double
    let isCentered: Bool

    init(from fields: inout Fields) {
        options = OptimizerOptions(from: &fields, learningRate: 0.001)
        rho = fields.number("rho", in: .fraction, default: 0.9, "How much of the mean square is kept.")
        momentum = fields.number("momentum", in: NumberRange(from: 0, to: 1), default: 0, "How much of the last step is kept.")
        epsilon = fields.number("epsilon", in: .nonNegative, default: 1e-7, "Added inside the root.")
        isCentered = fields.boolean("centered", default: false, "Use the variance instead of the mean square.")
    }

    func lowerStep(_ range: OptimizerRange, rate: Value, into lowering: inout Lowering) throws {
        let shape = lowering.shape(of: range.parameters)
        var slots = [lowering.slot("velocity", shape: shape)]
        if momentum > 0 { slots.append(lowering.slot("momentum", shape: shape)) }
        if isCentered { slots.append(lowering.slot("average_gradient", shape: shape)) }
        let (rho, momentum, epsilon, isCentered) = (Float(rho), Float(momentum), Float(epsilon), isCentered)
        let momentumOperand = momentum > 0 ? 4 : nil
        let averageOperand = isCentered ? (momentum > 0 ? 5 : 4) : nil
        let update = Update(
            label: "RMSprop(rho \(rho)\(momentum > 0 ? ", momentum \(momentum)" : "")\(isCentered ? ", centered" : ""))",
            updatedOperands: [0] + slots.indices.map { $0 + 3 }
        ) { site, count in
            let arguments = lamina_rmsprop_arguments(
                count: Int64(count), w: site.operand(0), g: site.operand(1), velocity: site.operand(3),
                momentum_slot: momentumOperand.map { site.operand($0) } ?? KernelSite.absent,
                average: averageOperand.map { site.operand($0) } ?? KernelSite.absent, learning_rate: site.operand(2), rho: rho,
                momentum: momentum, epsilon: epsilon)
            return KernelCall(
                elementwise: isCentered ? \.rmsprop_centered : momentum > 0 ? \.rmsprop_momentum : \.rmsprop, arguments,
                count: Extent(count))
        }
        try lowering.results(of: options.periodic(update), [range.parameters, range.gradients, rate] + slots)
    }
}
