import LaminaKit

/// A layer that changes its input at random during training and gives it back as it is otherwise.
protocol NoiseLayer: Layer {
    /// Whether there is anything to change.
    var isActive: Bool { get }

    /// - Parameter stream: the random numbers of this layer alone.
    func noise(stream: UInt64) -> any Operation
}

extension NoiseLayer {
    var supportsStreaming: Bool { true }
    var passesMask: Bool { true }

    func outputs(for inputs: [Shape]) -> [Shape] { inputs }

    func lower(_ inputs: [Value], _ parameters: ParameterValues, into lowering: inout Lowering) throws -> [Value] {
        guard lowering.mode.isTraining, isActive else { return inputs }
        return try lowering.results(of: noise(stream: lowering.randomStream()), inputs)
    }
}

/// Drops inputs at random during training; the identity otherwise.
struct Dropout: NoiseLayer {
    static let summary = "Sets a share of the inputs to 0 during training and scales the rest up; passes all through otherwise."
    let rate: Double

    init(from fields: inout Fields) {
        rate = fields.number("rate", in: .fraction, "The share of inputs that is dropped.")
    }

    var isActive: Bool { rate > 0 }

    func noise(stream: UInt64) -> any Operation { DropoutMask(rate: Float(rate), stream: stream) }
}
