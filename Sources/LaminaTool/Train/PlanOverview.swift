import Lamina

/// A plan in a few lines: steps, fused kernels, memory by region.
struct PlanOverview {
    private let compiled: CompiledModel

    init(_ compiled: CompiledModel) {
        self.compiled = compiled
    }

    var text: String {
        let plan = compiled.plan
        let purpose = plan.isTraining ? "training" : "inference"
        let fused = Dictionary(grouping: compiled.rewrites, by: \.rule).map { "\($1.count) × \($0)" }.sorted()
        let regions = Region.allCases.filter { plan.regions[$0] > 0 }.map { "\($0.name) \(plan.regions[$0].byteSize)" }
        return """
            Plan for \(purpose), batch \(plan.batchCapacity), \(InstructionSet.name) kernels
              steps: \(plan.steps.count) (of \(compiled.operations.nodes.count) operations; \(plan.preparation.count) more when weights are bound)
              fused: \(fused.isEmpty ? "nothing" : fused.joined(separator: ", "))
              arena: \(plan.arenaBytes.byteSize): \(regions.joined(separator: " │ "))

            """
    }
}
