import CLaminaKernels
import LaminaKit

struct GELUFunction: ElementwiseActivation {
    static let typeName = "gelu"
    static let summary = "`x · Φ(x)`, Φ the standard normal distribution."
    let elementwise: lamina_activation

    init(from fields: inout Fields) {
        let isApproximate = fields.boolean("approximate", default: false, "Take Φ from tanh instead of erf.")
        elementwise = lamina_activation(isApproximate ? LAMINA_GELU_TANH : LAMINA_GELU)
    }
}

struct HardShrinkFunction: ElementwiseActivation {
    static let typeName = "hard_shrink"
    static let summary = "`x` where `|x| > threshold`, else 0."
    let elementwise: lamina_activation

    init(from fields: inout Fields) {
        elementwise = lamina_activation(LAMINA_HARD_SHRINK, alpha: Float(fields.number("threshold", in: .nonNegative, default: 0.5, "Half the width of the gap.")))
    }
}

struct SoftShrinkFunction: ElementwiseActivation {
    static let typeName = "soft_shrink"
    static let summary = "`x` moved towards 0 by `threshold`."
    let elementwise: lamina_activation

    init(from fields: inout Fields) {
        elementwise = lamina_activation(LAMINA_SOFT_SHRINK, alpha: Float(fields.number("threshold", in: .nonNegative, default: 0.5, "How far.")))
    }
}

struct ThresholdFunction: ElementwiseActivation {
    static let typeName = "threshold"
    static let summary = "`x` where `x > threshold`, else `default_value`."
    let elementwise: lamina_activation

    init(from fields: inout Fields) {
        let threshold = fields.number("threshold", "What x must exceed.")
        let value = fields.number("default_value", "The output otherwise.")
        elementwise = lamina_activation(LAMINA_THRESHOLD, alpha: Float(threshold), beta: Float(value))
    }
}

struct SquareplusFunction: ElementwiseActivation {
    static let typeName = "squareplus"
    static let summary = "`(x + √(x² + b)) / 2`."
    let elementwise: lamina_activation

    init(from fields: inout Fields) {
        elementwise = lamina_activation(LAMINA_SQUAREPLUS, alpha: Float(fields.number("b", in: .nonNegative, default: 4, "The smoothness at 0.")))
    }
}
