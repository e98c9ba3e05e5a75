import LaminaKit

extension TypedGraph {
    /// The values that training starts from. Each parameter draws from a stream of its own: a function of the seed and its place alone.
    public func initialWeights(seed: UInt64) -> Weights {
        var stream: UInt64 = 0
        var tensors: [Weights.Tensor] = []
        for node in layers {
            for spec in node.parameters {
                stream += 1
                var random = RandomStream(seed: seed, stream: stream)
                let values = spec.initializer.values(sizes: spec.sizes, random: &random)
                tensors.append(Weights.Tensor(name: "\(node.name)/\(spec.name)", sizes: spec.sizes, values: values))
            }
        }
        return Weights(tensors)
    }
}
