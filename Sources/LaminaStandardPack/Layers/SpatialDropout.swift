import LaminaKit

/// Dropout of whole channels: what the variants have in common.
protocol SpatialDropoutLayer: Layer {
    static var axes: Int { get }
    var rate: Double { get }
    init(rate: Double)
}

extension SpatialDropoutLayer {
    init(from fields: inout Fields) {
        self.init(rate: fields.number("rate", in: .fraction, "The share of channels that is dropped."))
    }

    var supportsStreaming: Bool { true }
    var passesMask: Bool { true }

    func outputs(for inputs: [Shape]) throws(LayerError) -> [Shape] {
        _ = try inputs[0].requiringImage(axes: Self.axes)
        return inputs
    }

    func lower(_ inputs: [Value], _ parameters: ParameterValues, into lowering: inout Lowering) throws -> [Value] {
        [try lowering.droppingChannels(of: inputs[0], rate: rate)]
    }
}

extension Lowering {
    /// In training, a share of an example's channels as zeros at all its steps or pixels, the rest scaled up.
    ///
    /// - Parameter x: `[batch, …, channels]`, all sizes but the batch known.
    mutating func droppingChannels(of x: Value, rate: Double) throws -> Value {
        guard mode.isTraining, rate > 0 else { return x }
        let shape = shape(of: x)
        let ones = try apply(Fill(1, shape: [shape[0], 1, shape.last!]))
        let mask = try apply(DropoutMask(rate: Float(rate), stream: randomStream()), ones)
        let pixels = Shape(shape.dimensions.dropFirst().dropLast()).boundedCount
        let stretched = try apply(Repeat(axis: 1, times: pixels), mask)
        return try apply(Multiply(), x, apply(View(as: shape), stretched))
    }
}

struct SpatialDropout1D: SpatialDropoutLayer {
    static let summary = "Sets a share of the channels of a sequence to 0 during training, at all steps, and scales the rest up."
    static let axes = 1
    let rate: Double
}

struct SpatialDropout2D: SpatialDropoutLayer {
    static let summary = "Sets a share of the channels of an image to 0 during training, at all pixels, and scales the rest up."
    static let axes = 2
    let rate: Double
}
