import LaminaKit

/// A learned row for each step of a sequence, to be added to what the sequence holds: Keras Hub's `PositionEmbedding`. Hub's layer ends a
/// mask, this one passes it on, so that the sum keeps that of the words, as in Hub's `TokenAndPositionEmbedding`.
struct PositionEmbedding: Layer {
    static let summary = "A learned row for each step, the same for every example: add it to this layer's input (Keras Hub's PositionEmbedding)."
    let length: Int
    let initializer: any Initializer

    init(from fields: inout Fields) {
        length = fields.integer("sequence_length", in: 1...(1 << 24), "The largest number of steps.")
        initializer = fields.initializer("initializer", default: GlorotUniform(), called: "glorot_uniform", "What the rows start from.")
    }

    var passesMask: Bool { true }

    func outputs(for inputs: [Shape]) throws(LayerError) -> [Shape] {
        let sizes = try inputs.attentionSizes()[0]
        guard sizes[0] <= length else {
            throw LayerError("has rows for \(length) steps, found \(sizes[0])", field: "sequence_length", input: 0)
        }
        return inputs
    }

    func parameters(for inputs: [Shape]) -> [ParameterSpec] {
        [
            ParameterSpec(
                "embeddings", [length, inputs[0].features!], initializer: initializer, summary: "[sequence_length, features]",
                initializerField: "initializer")
        ]
    }

    /// The row of every step plus zeros for every example.
    func lower(_ inputs: [Value], _ parameters: ParameterValues, into lowering: inout Lowering) throws -> [Value] {
        let shape = lowering.shape(of: inputs[0])
        let count = shape[1].bound * shape[2].bound
        let rows = try lowering.apply(Slice(axis: 0, offset: 0, size: shape[1].bound), parameters["embeddings"])
        let zeros = try lowering.apply(Fill(0, shape: [shape[0], .fixed(count)]))
        let repeated = try lowering.apply(AddBias(), zeros, lowering.apply(View(as: [.fixed(count)]), rows))
        return [try lowering.apply(View(as: shape), repeated)]
    }
}
