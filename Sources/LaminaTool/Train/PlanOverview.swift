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
        let atBinding = plan.preparation.count == 0 ? "" : "; \(plan.preparation.count) more when weights are bound"
        return """
            Plan for \(purpose), batch \(plan.batchCapacity), \(InstructionSet.name) kernels
              steps: \(plan.steps.count) (of \(compiled.operations.nodes.count) operations\(atBinding))
              fused: \(fused.isEmpty ? "nothing" : fused.joined(separator: ", "))
              arena: \(plan.arenaBytes.byteSize): \(regions.joined(separator: " │ "))

            """
    }
}
