import CLaminaKernels
import LaminaKit

/// A layer that applies a function of one element.
protocol ElementwiseLayer: Layer {
    var function: lamina_activation { get }
}

extension ElementwiseLayer {
    var supportsStreaming: Bool { true }
    var passesMask: Bool { true }

    func outputs(for inputs: [Shape]) -> [Shape] { inputs }

    func lower(_ inputs: [Value], _ parameters: ParameterValues, into lowering: inout Lowering) throws -> [Value] {
        [try lowering.apply(Activate(function), inputs[0])]
    }
}

struct ReLU: ElementwiseLayer {
    static let summary = "`max(x, 0)`, with an optional slope below, limit above and threshold."
    let function: lamina_activation

    init(from fields: inout Fields) {
        let maximum = fields.optionalNumber("max_value", in: .nonNegative, "The largest output.")
        let slope = fields.number("negative_slope", in: .nonNegative, default: 0, "The slope below the threshold.")
        let threshold = fields.number("threshold", in: .nonNegative, default: 0, "Where the rectified part begins.")
        function = lamina_activation(
            LAMINA_RELU, alpha: Float(slope), beta: maximum.map(Float.init) ?? .infinity, gamma: Float(threshold))
    }
}

struct LeakyReLU: ElementwiseLayer {
    static let summary = "`x` above 0, `negative_slope · x` below."
    let function: lamina_activation

    init(from fields: inout Fields) {
        let slope = fields.number("negative_slope", in: .nonNegative, default: 0.3, "The slope below 0.")
        function = lamina_activation(LAMINA_RELU, alpha: Float(slope), beta: .infinity)
    }
}

struct ELU: ElementwiseLayer {
    static let summary = "`x` above 0, `alpha · (eˣ − 1)` below."
    let function: lamina_activation

    init(from fields: inout Fields) {
        function = ELUFunction(from: &fields).elementwise
    }
}
