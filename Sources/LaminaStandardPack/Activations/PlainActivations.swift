import CLaminaKernels
import LaminaKit

struct LinearFunction: PlainActivation {
    static let typeName = "linear"
    static let summary = "`x`."
    static let function = LAMINA_LINEAR
}

struct SigmoidFunction: PlainActivation {
    static let typeName = "sigmoid"
    static let summary = "`1 / (1 + e⁻ˣ)`."
    static let function = LAMINA_SIGMOID
}

struct TanhFunction: PlainActivation {
    static let typeName = "tanh"
    static let summary = "The hyperbolic tangent."
    static let function = LAMINA_TANH
}

struct SELUFunction: PlainActivation {
    static let typeName = "selu"
    static let summary = "`scale · elu(x, α)` with the constants that keep mean 0 and variance 1 (Klambauer et al., 2017)."
    static let function = LAMINA_SELU
}

struct SoftplusFunction: PlainActivation {
    static let typeName = "softplus"
    static let summary = "`log(1 + eˣ)`."
    static let function = LAMINA_SOFTPLUS
}

struct SoftsignFunction: PlainActivation {
    static let typeName = "softsign"
    static let summary = "`x / (1 + |x|)`."
    static let function = LAMINA_SOFTSIGN
}

struct SiLUFunction: PlainActivation {
    static let typeName = "silu"
    static let aliases = ["swish"]
    static let summary = "`x · sigmoid(x)`."
    static let function = LAMINA_SILU
}

struct ExponentialFunction: PlainActivation {
    static let typeName = "exponential"
    static let summary = "`eˣ`."
    static let function = LAMINA_EXPONENTIAL
}

struct HardSigmoidFunction: PlainActivation {
    static let typeName = "hard_sigmoid"
    static let summary = "`clip(x / 6 + 0.5, 0, 1)`."
    static let function = LAMINA_HARD_SIGMOID
}

struct HardSiLUFunction: PlainActivation {
    static let typeName = "hard_silu"
    static let aliases = ["hard_swish"]
    static let summary = "`x · hard_sigmoid(x)`."
    static let function = LAMINA_HARD_SILU
}

struct HardTanhFunction: PlainActivation {
    static let typeName = "hard_tanh"
    static let summary = "`clip(x, -1, 1)`."
    static let function = LAMINA_HARD_TANH
}

struct TanhShrinkFunction: PlainActivation {
    static let typeName = "tanh_shrink"
    static let summary = "`x − tanh(x)`."
    static let function = LAMINA_TANH_SHRINK
}

struct MishFunction: PlainActivation {
    static let typeName = "mish"
    static let summary = "`x · tanh(softplus(x))`."
    static let function = LAMINA_MISH
}

struct LogSigmoidFunction: PlainActivation {
    static let typeName = "log_sigmoid"
    static let summary = "`log(sigmoid(x))`."
    static let function = LAMINA_LOG_SIGMOID
}

struct SparsePlusFunction: PlainActivation {
    static let typeName = "sparse_plus"
    static let summary = "0 up to −1, `(x + 1)² / 4` up to 1, then `x`."
    static let function = LAMINA_SPARSE_PLUS
}

struct SparseSigmoidFunction: PlainActivation {
    static let typeName = "sparse_sigmoid"
    static let summary = "`clip((x + 1) / 2, 0, 1)`."
    static let function = LAMINA_SPARSE_SIGMOID
}
