import CLaminaKernels
import LaminaKit

/// Steps in the parameters' own unit, from running squares of gradients and steps (Zeiler, 2012).
struct Adadelta: ConfiguredOptimizer {
    static let aliases = ["adadelta"]
    static let summary = "Steps from the ratio of the running sizes of past steps and gradients."
    let options: OptimizerOptions
    let rho: Double
    let epsilon: Double

    init(from fields: inout Fields) {
        options = OptimizerOptions(from: &fields, learningRate: 0.001)
        rho = fields.number("rho", in: .fraction, default: 0.95, "How much of the mean squares is kept.")
        epsilon = fields.number("epsilon", in: .nonNegative, default: 1e-7, "Added inside the roots.")
    }

    func lowerStep(_ range: OptimizerRange, rate: Value, into lowering: inout Lowering) throws {
        let shape = lowering.shape(of: range.parameters)
        let slots = ["accumulated_grad", "accumulated_delta_var"].map { lowering.slot($0, shape: shape) }
        let (rho, epsilon) = (Float(rho), Float(epsilon))
        let update = Update(label: "Adadelta(rho \(rho))", updatedOperands: [0, 3, 4]) { site, count in
            let arguments = lamina_adadelta_arguments(
                count: Int64(count), w: site.operand(0), g: site.operand(1), accumulated: site.operand(3), delta: site.operand(4),
                learning_rate: site.operand(2), rho: rho, epsilon: epsilon)
            return KernelCall(elementwise: \.adadelta, arguments, count: Extent(count))
        }
        try lowering.results(of: options.periodic(update), [range.parameters, range.gradients, rate] + slots)
    }
}
