import LaminaCompiler
import LaminaKit

/// A compiled model in words: what `explain` prints, ready for text or JSON.
struct Explanation {
    struct Line {
        let results: [String]
        let operation: String
        let operands: [String]
        let shapes: [Shape]
        let origin: String
    }

    let name: String
    let purpose: PlanPurpose
    let batchCapacity: Int
    let flops: Int
    let operations: [Line]
    let rewrites: [Rewrite]
    /// What is computed a second time instead of kept.
    let repeated: [String]
    let preparation: [Step]
    let steps: [Step]
    let arena: ArenaMap

    init(_ compiled: CompiledModel, _ options: CompileOptions) {
        name = compiled.plan.name
        purpose = options.purpose
        batchCapacity = options.batchCapacity
        flops = compiled.flops
        operations = compiled.operations.nodes.map { node in
            Line(
                results: node.results.map(compiled.operations.name(of:)), operation: node.operation.description,
                operands: node.operands.map(compiled.operations.name(of:)), shapes: compiled.operations.resultShapes(of: node),
                origin: node.origin)
        }
        rewrites = compiled.rewrites
        repeated = compiled.repeated.map { "\($0.operation.description) — \($0.origin)" }
        preparation = compiled.plan.preparation.steps
        steps = compiled.plan.steps.steps
        arena = ArenaMap(compiled)
    }
}

extension OperationGraph {
    /// What a person calls a value: its name where it has one, else a number.
    func name(of value: Value) -> String {
        switch self[value].source {
        case .input(let index): inputs[index].name
        case .parameter(let index): parameters[index].name
        case .state(let index): states[index].name
        case .slot(let index): slots[index].name
        case .allParameters: "all parameters"
        case .allGradients: "all gradients"
        case .result: "%\(value.id)"
        }
    }
}
