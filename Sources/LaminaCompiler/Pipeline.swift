import LaminaKit

/// A plan and how the compiler came to it.
public struct CompiledModel: Sendable {
    public let plan: Plan
    /// As lowered and differentiated, before any rewrite.
    public let operations: OperationGraph
    public let rewrites: [Rewrite]
    /// As planned: fused, prepared, without what runs at bind time.
    public let fused: OperationGraph
    public let preparation: [OperationGraph.Node]
    /// Those of the nodes of `fused` that compute an activation a second time, where the plan would otherwise be larger than allowed.
    public let repeated: [OperationGraph.Node]
    public let placement: Placement
    /// The plan's steps of each node of `fused`: none of a view, several where an operation is several kernel calls.
    public let stepsOfNodes: [Range<Int>]
    /// What `CompileOptions.watched` asked for, in that order.
    public let watched: [WatchedValue]
}

extension TypedGraph {
    /// Lowers, differentiates, fuses, prepares, places and emits; activations are computed again where a plan for training is too large.
    ///
    /// - Throws: `DiagnosticFailure` where a layer's operations do not fit, the model cannot be trained or streamed, or the plan needs
    ///   more memory than `options` allows.
    public func compile(_ options: CompileOptions, registry: Registry) throws(DiagnosticFailure) -> CompiledModel {
        var lowered = try lower(options)
        let compiled: CompiledModel
        do {
            if options.purpose == .training, let training {
                guard trainableParameterCount > 0 else {
                    throw DiagnosticFailure(diagnostics: [
                        Diagnostic(CompilerCode.nothingToTrain, "the model has no trainable parameters", at: training.location)
                    ])
                }
                try lowered.differentiate(training.optimizer, updates: options.watched.isEmpty)
            }
            let watched = lowered.watched
            let operations = try lowered.lowering.finish()
            var graph = operations
            let rewrites = graph.fuse(registry.fusionRules, maximumSteps: options.fusionSteps)
            var prepared = try graph.prepare(hoists: options.purpose != .training)
            try prepared.copyOutputs()
            try prepared.requireAddressable(at: location)
            var placement = prepared.place(options.planner)
            if options.purpose == .training, let limit = options.maximumArenaBytes, placement.regions.total > limit {
                (prepared, placement) = prepared.recomputing(within: limit, options.planner)
            }
            if let complaint = PlanVerifier.complaint(prepared, placement) {
                preconditionFailure("the planner '\(options.planner.name)' made a wrong plan: \(complaint)")
            }
            let emitted = prepared.emit(name: name, placement)
            compiled = CompiledModel(
                plan: emitted.plan, operations: operations, rewrites: rewrites, fused: prepared.graph, preparation: prepared.preparation,
                repeated: prepared.repeated, placement: placement, stepsOfNodes: emitted.stepsOfNodes, watched: watched)
        } catch let failure as DiagnosticFailure {
            throw failure
        } catch {
            throw DiagnosticFailure(diagnostics: [Diagnostic(CompilerCode.layerDisagrees, "model '\(name)': \(error)", at: location)])
        }
        if let limit = options.maximumArenaBytes, compiled.plan.arenaBytes > limit {
            throw DiagnosticFailure(diagnostics: [
                Diagnostic(CompilerCode.arenaLimit, "the plan needs \(compiled.plan.arenaBytes) bytes, the limit is \(limit)", at: location)
            ])
        }
        return compiled
    }
}
