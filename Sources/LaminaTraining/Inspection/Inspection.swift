import LaminaCompiler
import LaminaKit

/// What flows through a model on one batch of training, forwards and back.
public struct Inspection: Sendable {
    /// An input of the model or an output of a layer.
    public struct Flow: Sendable {
        /// As model files name it: `gru`, `lstm:1`.
        public let name: String
        public let edge: TypedGraph.Edge
        public let values: Distribution
        /// Of each example's own loss by these values; nil where the loss does not depend on them.
        public let gradients: Distribution?
        /// For a sequence `[time, features]`: the norm of each example's gradient at every step, the mean over the examples.
        public let stepNorms: [Double]?
    }

    /// A trainable parameter.
    public struct Parameter: Sendable {
        public let name: String
        public let values: Distribution
        /// Of the batch's loss, before clipping.
        public let gradients: Distribution
    }

    public let flows: [Flow]
    public let parameters: [Parameter]
    public let exampleCount: Int
    public let loss: Double
}
