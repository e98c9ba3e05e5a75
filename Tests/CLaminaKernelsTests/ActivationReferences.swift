import CLaminaKernels
import Foundation
import Testing

/// An activation with its parameters, its value in double, and where it has kinks.
struct ActivationCase: CustomTestStringConvertible, Sendable {
    var name: String
    var kind: lamina_activation_kind
    var alpha: Float = 0
    var beta: Float = 0
    var gamma: Float = 0
    var kinks: [Double] = []
    var value: @Sendable (Double) -> Double

    var testDescription: String { "\(name) \(alpha) \(beta) \(gamma)" }
    var block: lamina_activation { activation(kind, alpha, beta, gamma) }

    func slope(_ x: Double) -> Double { (value(x + 1e-6) - value(x - 1e-6)) / 2e-6 }
    func isNearKink(_ x: Double) -> Bool { kinks.contains { abs($0 - x) < 1e-3 } }
}

private func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
private func clip(_ x: Double, _ low: Double, _ high: Double) -> Double { min(max(x, low), high) }
private func relu(_ x: Double, _ slope: Double, _ top: Double, _ threshold: Double) -> Double {
    var above = x > threshold ? x : 0
    if top < .infinity { above = clip(above, 0, top) }
    return x > threshold ? above : above - slope * (threshold - x)
}

private func reluCase(_ slope: Float, _ top: Float, _ threshold: Float) -> ActivationCase {
    let (s, m, t) = (Double(slope), Double(top), Double(threshold))
    return ActivationCase(name: "relu", kind: LAMINA_RELU, alpha: slope, beta: top, gamma: threshold, kinks: [0, m, t]) { relu($0, s, m, t) }
}

let activationCases: [ActivationCase] = [
    ActivationCase(name: "linear", kind: LAMINA_LINEAR) { $0 },
    reluCase(0, .infinity, 0), reluCase(0, 6, 0), reluCase(0.3, .infinity, 0), reluCase(0, .infinity, 0.5), reluCase(0, .infinity, -0.5),
    reluCase(0.25, 1.5, 0.75), reluCase(0.25, 1.5, -0.75), reluCase(-0.2, 2, 0),
    ActivationCase(name: "sigmoid", kind: LAMINA_SIGMOID, value: sigmoid),
    ActivationCase(name: "tanh", kind: LAMINA_TANH) { tanh($0) },
    ActivationCase(name: "elu", kind: LAMINA_ELU, alpha: 0.7, kinks: [0]) { $0 > 0 ? $0 : Double(Float(0.7)) * expm1($0) },
    ActivationCase(name: "elu", kind: LAMINA_ELU, alpha: -0.5, kinks: [0]) { $0 > 0 ? $0 : -0.5 * expm1($0) },
    ActivationCase(name: "selu", kind: LAMINA_SELU, kinks: [0]) { 1.0507009873554805 * ($0 > 0 ? $0 : 1.6732632423543772 * expm1($0)) },
    ActivationCase(name: "celu", kind: LAMINA_CELU, alpha: 1.5, kinks: [0]) { $0 > 0 ? $0 : 1.5 * expm1($0 / 1.5) },
    ActivationCase(name: "softplus", kind: LAMINA_SOFTPLUS) { max($0, 0) + log1p(exp(-abs($0))) },
    ActivationCase(name: "softsign", kind: LAMINA_SOFTSIGN) { $0 / (1 + abs($0)) },
    ActivationCase(name: "silu", kind: LAMINA_SILU) { $0 * sigmoid($0) },
    ActivationCase(name: "gelu", kind: LAMINA_GELU) { 0.5 * $0 * erfc(-$0 / 2.0.squareRoot()) },
    ActivationCase(name: "gelu_tanh", kind: LAMINA_GELU_TANH) { 0.5 * $0 * (1 + tanh((2 / Double.pi).squareRoot() * ($0 + 0.044715 * $0 * $0 * $0))) },
    ActivationCase(name: "exponential", kind: LAMINA_EXPONENTIAL) { exp($0) },
    ActivationCase(name: "hard_sigmoid", kind: LAMINA_HARD_SIGMOID, kinks: [-3, 3]) { clip($0 / 6 + 0.5, 0, 1) },
    ActivationCase(name: "hard_silu", kind: LAMINA_HARD_SILU, kinks: [-3, 3]) { $0 * clip($0 / 6 + 0.5, 0, 1) },
    ActivationCase(name: "hard_tanh", kind: LAMINA_HARD_TANH, kinks: [-1, 1]) { clip($0, -1, 1) },
    ActivationCase(name: "hard_shrink", kind: LAMINA_HARD_SHRINK, alpha: 0.5, kinks: [-0.5, 0.5]) { abs($0) > 0.5 ? $0 : 0 },
    ActivationCase(name: "soft_shrink", kind: LAMINA_SOFT_SHRINK, alpha: 0.5, kinks: [-0.5, 0.5]) { $0 > 0.5 ? $0 - 0.5 : $0 < -0.5 ? $0 + 0.5 : 0 },
    ActivationCase(name: "tanh_shrink", kind: LAMINA_TANH_SHRINK) { $0 - tanh($0) },
    ActivationCase(name: "threshold", kind: LAMINA_THRESHOLD, alpha: 0.25, beta: 2, kinks: [0.25]) { $0 > 0.25 ? $0 : 2 },
    ActivationCase(name: "mish", kind: LAMINA_MISH) { $0 * tanh(max($0, 0) + log1p(exp(-abs($0)))) },
    ActivationCase(name: "log_sigmoid", kind: LAMINA_LOG_SIGMOID) { min($0, 0) - log1p(exp(-abs($0))) },
    ActivationCase(name: "squareplus", kind: LAMINA_SQUAREPLUS, alpha: 4) { ($0 + ($0 * $0 + 4).squareRoot()) / 2 },
    ActivationCase(name: "sparse_plus", kind: LAMINA_SPARSE_PLUS, kinks: [-1, 1]) { $0 <= -1 ? 0 : $0 >= 1 ? $0 : ($0 + 1) * ($0 + 1) / 4 },
    ActivationCase(name: "sparse_sigmoid", kind: LAMINA_SPARSE_SIGMOID, kinks: [-1, 1]) { clip(($0 + 1) / 2, 0, 1) },
]
