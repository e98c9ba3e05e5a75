import LaminaKit

/// What a plan is for.
public enum PlanPurpose: String, Sendable, CaseIterable {
    /// Inputs to outputs.
    case inference
    /// Inputs and targets to loss and metrics, with the model as it predicts.
    case evaluation
    /// Inputs and targets to loss and metrics, then gradients and the optimizer's update.
    case training
}

public struct CompileOptions: Sendable {
    public var purpose: PlanPurpose
    /// The largest batch that the plan runs; smaller ones run too.
    public var batchCapacity: Int
    /// Evaluation and training take a weight for each row of each loss: inputs of their own behind the targets.
    public var isWeighted = false
    /// Recurrent layers keep their state from run to run.
    public var isStreaming: Bool
    public var planner: Planner
    /// The number of rewrites that are applied, to find one that is wrong; nil for all.
    public var fusionSteps: Int?
    /// A plan for training that needs more computes activations again instead of keeping them; one that still needs more is refused.
    public var maximumArenaBytes: Int?
    /// Inputs and outputs of layers that become outputs of the plan, each with the loss's gradient by it in a plan for training. Such a plan
    /// is for looking: it computes gradients but updates no trainable parameter. `TypedGraph.watchedAtMost` says how many a plan can bind.
    public var watched: [TypedGraph.Edge] = []

    public init(
        _ purpose: PlanPurpose = .inference, batchCapacity: Int = 1, isStreaming: Bool = false, planner: Planner = .bestFit,
        fusionSteps: Int? = nil, maximumArenaBytes: Int? = nil
    ) {
        precondition(batchCapacity >= 1)
        self.purpose = purpose
        self.batchCapacity = batchCapacity
        self.isStreaming = isStreaming
        self.planner = planner
        self.fusionSteps = fusionSteps
        self.maximumArenaBytes = maximumArenaBytes
    }
}
