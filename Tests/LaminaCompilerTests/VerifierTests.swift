@testable import LaminaCompiler
import LaminaKit
import Testing

@Suite struct VerifierTests {
    /// A planner that puts everything in one place is caught, whichever step suffers first.
    @Test(arguments: [Models.stackedGRU, Models.branches], PlanPurpose.allCases)
    func refusesAPlannerThatOverlapsBuffers(_ text: String, purpose: PlanPurpose) throws {
        let prepared = try prepare(text, purpose)
        let broken = Planner("all at once") { $0.map { _ in 0 } }
        #expect(PlanVerifier.complaint(prepared, prepared.place(broken)) != nil)
        #expect(PlanVerifier.complaint(prepared, prepared.place(.bestFit)) == nil)
        #expect(PlanVerifier.complaint(prepared, prepared.place(.naive)) == nil)
    }

    /// Every single buffer, moved onto another that is alive with it, is noticed.
    @Test func noticesEachMovedBuffer() throws {
        let prepared = try prepare(Models.stackedGRU, .training)
        let placement = prepared.place(.naive)
        var noticed = 0
        for (step, node) in prepared.graph.nodes.enumerated() {
            guard step + 1 < prepared.graph.nodes.count, let result = node.results.first, let operand = node.operands.first,
                case .region(.activations) = placement.references[result]!.base, !node.operation.isView,
                case .region(.activations) = placement.references[operand]!.base
            else { continue }
            var moved = placement
            moved.references[result] = placement.references[operand]
            #expect(PlanVerifier.complaint(prepared, moved) != nil, "\(node.operation.description) over its operand")
            noticed += 1
        }
        #expect(noticed > 5)
    }

    @Test func noticesAResultOutsideItsRegion() throws {
        let prepared = try prepare(Models.branches, .training)
        var placement = prepared.place(.bestFit)
        placement.regions[.activations] -= 64
        #expect(PlanVerifier.complaint(prepared, placement) != nil)
    }

    private func prepare(_ text: String, _ purpose: PlanPurpose) throws -> PreparedGraph {
        let graph = try Models.graph(text)
        var lowered = try graph.lower(CompileOptions(purpose, batchCapacity: 4))
        if purpose == .training { try lowered.differentiate(graph.training!.optimizer) }
        var operations = try lowered.lowering.finish()
        _ = operations.fuse(Models.registry.fusionRules, maximumSteps: nil)
        var prepared = try operations.prepare(hoists: purpose != .training)
        try prepared.copyOutputs()
        return prepared
    }
}
