import LaminaTesting
import Testing

/// Runs a golden case in every execution and compares with Keras.
struct GoldenCheck {
    let golden: GoldenCase
    let model: Model
    let batch: Int
    private let weights: Weights
    private let inputNames: [String]

    static let executions: [Execution] = [.standard, .naive, .unfused, .unfusedNaive, .twoThreads, .spareRows]

    init(_ golden: GoldenCase) throws {
        self.golden = golden
        model = try golden.model()
        weights = golden.weights("weights")
        inputNames = model.graph.inputs.map(\.name)
        batch = golden.sizes("input \(inputNames[0])")![0]
    }

    /// Outputs, loss, metrics and gradients of one or more runs.
    func compare(tolerance: Double) throws {
        var results: [String: [String: [Float]]] = [:]
        for execution in Self.executions {
            let found = try run(execution)
            results[execution.description] = found
            for (role, values) in found {
                let error = Difference.relative(values, to: try golden.require(role), floor: floor(role))
                ParityTable.record(error, role, golden)
                #expect(error <= tolerance, "\(execution): \(role)")
            }
        }
        for (execution, reference) in Execution.bitEqual {
            for (role, values) in results[execution.description] ?? [:] {
                let isSame = Difference.areSameBits(values, results[reference.description]![role]!)
                #expect(isSame, "\(role): '\(execution)' and '\(reference)' differ")
            }
        }
    }

    /// What cancels to less than this is compared absolutely: a tensor may be a single sum.
    private func floor(_ role: String) -> Double {
        guard role.hasPrefix("gradient") else { return 1e-2 }
        let gradients = golden.weights(String(role.prefix { $0 != "/" }))
        return max(1e-3, 0.2 * gradients.tensors.flatMap(\.values).reduce(0) { max($0, Double(abs($1))) })
    }

    private func run(_ execution: Execution) throws -> [String: [Float]] {
        var found: [String: [Float]] = [:]
        var inference = try ModelRunner(model, .inference, batch: batch, execution: execution).session(weights)
        let trainingRunner = try ModelRunner(model, .training, batch: batch, execution: execution)
        var training = try trainingRunner.session(weights)
        try training.setHyperparameter("learning_rate", to: 0)
        for suffix in ["", " 2", " 3"] where golden["target\(suffix)"] != nil {
            let inputs = try inputNames.map { try golden.require("input \($0)\(suffix)") }
            found["output\(suffix)"] = try inference.run(inputs)[0]
            let numbers = try training.run(inputs + [golden.require("target\(suffix)")])
            for (port, number) in zip(trainingRunner.plan.outputs, numbers) {
                found[port.name == "loss" ? "loss\(suffix)" : "metric \(port.name)\(suffix)"] = number
            }
            for tensor in training.gradients.tensors { found["gradient\(suffix)/\(tensor.name)"] = tensor.values }
        }
        #expect(training.weights == weights)
        return found
    }
}
