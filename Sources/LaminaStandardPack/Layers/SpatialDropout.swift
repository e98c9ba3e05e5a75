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
        guard lowering.mode.isTraining, rate > 0 else { return inputs }
        let shape = lowering.shape(of: inputs[0])
        let ones = try lowering.apply(Fill(1, shape: [shape[0], 1, shape.last!]))
        let mask = try lowering.apply(DropoutMask(rate: Float(rate), stream: lowering.randomStream()), ones)
        let pixels = Shape(shape.dimensions.dropFirst().dropLast()).boundedCount
        let stretched = try lowering.apply(Repeat(axis: 1, times: pixels), mask)
        return [try lowering.apply(Multiply(), inputs[0], lowering.apply(View(as: shape), stretched))]
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
