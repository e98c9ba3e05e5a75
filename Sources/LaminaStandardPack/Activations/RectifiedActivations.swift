import CLaminaKernels
import LaminaKit

struct ReLUFunction: ElementwiseActivation {
    static let typeName = "relu"
    static let summary = "`max(x, 0)`, with an optional slope below, limit above and threshold."
    let elementwise: lamina_activation

    init(from fields: inout Fields) {
        let slope = fields.number("negative_slope", in: .nonNegative, default: 0, "The slope below the threshold.")
        let maximum = fields.optionalNumber("max_value", in: .nonNegative, "The largest output.")
        let threshold = fields.number("threshold", default: 0, "Where the rectified part begins.")
        elementwise = lamina_activation(
            LAMINA_RELU, alpha: Float(slope), beta: maximum.map(Float.init) ?? .infinity, gamma: Float(threshold))
    }
}

struct ReLU6Function: PlainActivation {
    static let typeName = "relu6"
    static let summary = "`min(max(x, 0), 6)`."
    static let function = LAMINA_RELU

    var elementwise: lamina_activation { lamina_activation(LAMINA_RELU, beta: 6) }
}

struct LeakyReLUFunction: ElementwiseActivation {
    static let typeName = "leaky_relu"
    static let summary = "`x` above 0, `negative_slope · x` below."
    let elementwise: lamina_activation

    init(from fields: inout Fields) {
        let slope = fields.number("negative_slope", in: .nonNegative, default: 0.2, "The slope below 0.")
        elementwise = lamina_activation(LAMINA_RELU, alpha: Float(slope), beta: .infinity)
    }
}

struct ELUFunction: ElementwiseActivation {
    static let typeName = "elu"
    static let summary = "`x` above 0, `alpha · (eˣ − 1)` below."
    let elementwise: lamina_activation

    init(from fields: inout Fields) {
        elementwise = lamina_activation(LAMINA_ELU, alpha: Float(fields.number("alpha", in: .nonNegative, default: 1, "The limit below 0, negated.")))
    }
}

struct CELUFunction: ElementwiseActivation {
    static let typeName = "celu"
    static let summary = "`max(x, 0) + min(0, alpha · (e^(x / alpha) − 1))`."
    let elementwise: lamina_activation

    init(from fields: inout Fields) {
        elementwise = lamina_activation(LAMINA_CELU, alpha: Float(fields.number("alpha", in: .positive, default: 1, "The limit below 0, negated.")))
    }
}
