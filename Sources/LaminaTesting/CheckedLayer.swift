import Lamina

/// The model that a check runs: an offset on each input unless they are indices, then the layer, with random numbers for everything.
struct CheckedLayer {
    let check: LayerCheck
    let model: Model
    let inference: ModelRunner
    let training: ModelRunner
    let inputs: [[Float]]
    let weights: Weights

    /// Compiling compares the shapes that the layer promises with those of its operations.
    init(_ check: LayerCheck) throws {
        self.check = check
        let registry = try Registry(check.registry.packs + [TestingPack()])
        model = try Model(SourceText(path: "check.json", text: Self.text(check)), registry: registry)
        inference = try ModelRunner(model, .inference, batch: check.batch)
        training = try ModelRunner(model, .training, batch: check.batch)
        var random = RandomStream(seed: check.seed, stream: 1)
        inputs = check.inputs.map { sizes in
            let count = sizes.reduce(check.batch, *)
            guard let indices = check.indices else { return Self.uniform(count, scale: 1.5, &random) }
            return (0..<count).map { _ in (Float(random.uniform()) * Float(indices)).rounded(.down) }
        }
        weights = Weights(model.initialWeights().tensors.map { tensor in
            let scale = tensor.name.hasSuffix("/offset") ? 0.3 : check.weightScale
            return Weights.Tensor(name: tensor.name, sizes: tensor.sizes, values: Self.uniform(tensor.values.count, scale: scale, &random))
        })
    }

    static func uniform(_ count: Int, scale: Float, _ random: inout RandomStream) -> [Float] {
        (0..<count).map { _ in Float(2 * random.uniform() - 1) * scale }
    }

    private static func text(_ check: LayerCheck) -> String {
        let inputs = check.inputs.enumerated().map { #"{"name": "input\#($0)", "shape": \#($1)}"# }
        let hasOffsets = check.indices == nil
        let offsets = check.inputs.indices.filter { _ in hasOffsets }.map { #"{"name": "offset\#($0)", "type": "InputOffset", "inputs": ["input\#($0)"]},"# }
        let sources = check.inputs.indices.map { #""\#(hasOffsets ? "offset" : "input")\#($0)""# }.joined(separator: ", ")
        let fields = check.layer.drop { $0 != "{" }.dropFirst()
        return """
            {
              "format": "lamina/1",
              "inputs": [\(inputs.joined(separator: ", "))],
              "layers": [
                \(offsets.joined(separator: "\n    "))
                {"name": "layer", "inputs": [\(sources)], \(fields)
              ],
              "outputs": ["layer"],
              "training": {"loss": "mse", "optimizer": {"type": "SGD", "learning_rate": 0.125}}
            }
            """
    }
}
