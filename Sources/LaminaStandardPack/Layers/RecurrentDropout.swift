import LaminaKit

/// What a recurrent layer drops of its input and of its own state during training, the same at all steps (Gal and Ghahramani, 2016).
///
/// As in Keras, with `recurrent_dropout` each gate drops features of its own, of the state and of the input.
struct RecurrentDropout: Sendable {
    let rate: Double
    let recurrentRate: Double

    init(from fields: inout Fields) {
        rate = fields.number(
            "dropout", in: .fraction, default: 0, "The share of the input's features that is dropped during training, the same at all steps.")
        recurrentRate = fields.number(
            "recurrent_dropout", in: .fraction, default: 0,
            "The share of the state that each gate does not see during training, the same at all steps.")
    }

    /// The field that asks for dropout; nil where none does.
    var activeField: String? { rate > 0 ? "dropout" : recurrentRate > 0 ? "recurrent_dropout" : nil }

    /// `x · kernel` for all steps and gates, of what dropout leaves of `x`.
    func project(_ x: Value, kernel: Value, gates: Int, into lowering: inout Lowering) throws -> Value {
        guard recurrentRate > 0, rate > 0, gates > 1, lowering.mode.isTraining else {
            return try lowering.apply(MatMul(), lowering.droppingChannels(of: x, rate: rate), kernel)
        }
        let units = lowering.shape(of: kernel).features! / gates
        let parts = try (0..<gates).map { gate in
            let columns = try lowering.apply(Slice(axis: 1, offset: gate * units, size: units), kernel)
            return try lowering.apply(MatMul(), lowering.droppingChannels(of: x, rate: rate), columns)
        }
        return try lowering.results(of: ConcatenateTensors(axis: lowering.shape(of: x).rank - 1), parts)[0]
    }

    /// What each gate's copy of the state is multiplied by, `[batch, width]`; nil where nothing is dropped.
    func keep(width: Int, batch: Dimension, into lowering: inout Lowering) throws -> Value? {
        guard recurrentRate > 0, lowering.mode.isTraining else { return nil }
        let ones = try lowering.apply(Fill(1, shape: [batch, .fixed(width)]))
        return try lowering.apply(DropoutMask(rate: Float(recurrentRate), stream: lowering.randomStream()), ones)
    }
}
