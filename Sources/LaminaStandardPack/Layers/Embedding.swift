import LaminaKit

/// Rows of a learned table by number.
///
/// The input holds whole numbers from 0 to below `input_dim`; what is behind the point is left out, as in Keras. Any other number gives
/// NaN: the loss becomes NaN and training says so.
struct Embedding: Layer {
    static let summary = "Rows of a learned table by number: [steps] of whole numbers from 0 to below input_dim becomes [steps, output_dim]; what is behind the point is left out. A number outside gives NaN."
    let rows: Int
    let columns: Int
    let embeddings: WeightOptions
    let masksZero: Bool

    init(from fields: inout Fields) {
        rows = fields.integer("input_dim", in: 1...(1 << 24), "The number of rows; a float holds no larger whole numbers.")
        columns = fields.positiveInteger("output_dim", "The size of a row.")
        embeddings = fields.weights("embeddings", initializer: RandomUniform(-0.05, 0.05), called: "uniform")
        masksZero = fields.boolean("mask_zero", default: false, "Whether number 0 is padding: a step that does not count.")
    }

    var supportsStreaming: Bool { true }

    func outputs(for inputs: [Shape]) -> [Shape] { [Shape(inputs[0].dimensions + [.fixed(columns)])] }

    func parameters(for inputs: [Shape]) -> [ParameterSpec] {
        [embeddings.spec("embeddings", [rows, columns], summary: "[input_dim, output_dim]")]
    }

    func lower(_ inputs: [Value], _ parameters: ParameterValues, into lowering: inout Lowering) throws -> [Value] {
        let result = try lowering.apply(GatherRows(), inputs[0], parameters["embeddings"])
        if masksZero {
            let numbers = try lowering.apply(View(as: Shape(lowering.shape(of: inputs[0]).dimensions + [1])), inputs[0])
            lowering.setMask(try lowering.apply(StepMask(value: 0), numbers), of: result)
        }
        return [result]
    }
}
