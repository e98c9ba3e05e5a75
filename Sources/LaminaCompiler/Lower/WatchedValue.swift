import LaminaKit

/// A value of a model that a plan shows, and the loss's gradient by it.
public struct WatchedValue: Sendable {
    /// As model files name it: `gru`, `lstm:1`.
    public let name: String
    public let edge: TypedGraph.Edge
    let value: Value
    /// The plan's output that holds it.
    public let port: Int
    /// The plan's output that holds the loss's gradient by it, in its shape; nil where the plan does not train or the loss does not depend on it.
    public internal(set) var gradientPort: Int?
}

extension TypedGraph {
    /// How many values a plan can watch beside its own inputs and outputs.
    public func watchedAtMost(_ options: CompileOptions) -> Int {
        let objectives = training?.objectives.count ?? 0
        switch options.purpose {
        case .inference: return max(Base.maximumPorts - inputs.count - outputs.count, 0)
        case .evaluation: return max(Base.maximumPorts - inputs.count - objectives * (options.isWeighted ? 2 : 1) - reports.count, 0)
        case .training: return max(Base.maximumPorts - inputs.count - objectives * (options.isWeighted ? 2 : 1) - reports.count, 0) / 2
        }
    }
}
