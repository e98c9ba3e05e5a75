import CLaminaKernels
import Foundation
import Testing

@Suite struct OptimizerTests {
    static let counts = [1, 16, 37]
    let rate: Float = 0.05

    private struct Slots {
        var w: [Float], g: [Float], first: [Float], second: [Float], third: [Float]
        init(_ count: Int) {
            var numbers = Numbers(41)
            w = numbers.array(count)
            g = numbers.array(count)
            first = numbers.array(count)
            second = numbers.array(count, 1, 2)
            third = numbers.array(count, 1, 2)
        }
    }

    @Test(arguments: counts) func sgd(_ count: Int) {
        let s = Slots(count), lr = Double(rate), momentum: Float = 0.9, mu = Double(momentum)
        let m = s.w.indices.map { mu * Double(s.first[$0]) - lr * Double(s.g[$0]) }
        func run(_ kernel: KernelPath, velocity: [Double]?, _ w: [Double]) {
            check(kernel, units: count, grain: 16) { workspace in
                lamina_sgd_arguments(
                    count: Int64(count), w: workspace.update(s.w, expecting: w), g: workspace.input(s.g),
                    velocity: velocity.map { workspace.update(s.first, expecting: $0) } ?? noRef, learning_rate: workspace.input([rate]), momentum: momentum)
            }
        }
        run(\.sgd, velocity: nil, s.w.indices.map { Double(s.w[$0]) - lr * Double(s.g[$0]) })
        run(\.sgd_momentum, velocity: m, s.w.indices.map { Double(s.w[$0]) + m[$0] })
        run(\.sgd_nesterov, velocity: m, s.w.indices.map { Double(s.w[$0]) + mu * m[$0] - lr * Double(s.g[$0]) })
    }

    @Test(arguments: counts, [(false, false), (true, false), (false, true), (true, true)]) func rmsprop(_ count: Int, _ form: (momentum: Bool, centered: Bool)) {
        let s = Slots(count), lr = Double(rate), rho = 0.9, epsilon: Float = 1e-7
        let momentum: Float = form.momentum ? 0.8 : 0
        let g = s.g.doubles
        let v = g.indices.map { rho * Double(s.second[$0]) + 0.1 * g[$0] * g[$0] }
        let average = g.indices.map { rho * Double(s.first[$0]) * 0.1 + 0.1 * g[$0] }
        let steps = g.indices.map { i in
            lr * g[i] / (v[i] - (form.centered ? average[i] * average[i] : 0) + 1e-7).squareRoot() + (form.momentum ? Double(momentum) * Double(s.third[i]) : 0)
        }
        check(form.centered ? \.rmsprop_centered : form.momentum ? \.rmsprop_momentum : \.rmsprop, units: count, grain: 16) { workspace in
            lamina_rmsprop_arguments(
                count: Int64(count), w: workspace.update(s.w, expecting: g.indices.map { Double(s.w[$0]) - steps[$0] }), g: workspace.input(s.g),
                velocity: workspace.update(s.second, expecting: v), momentum_slot: form.momentum ? workspace.update(s.third, expecting: steps) : noRef,
                average: form.centered ? workspace.update(s.first.map { $0 * 0.1 }, expecting: average) : noRef, learning_rate: workspace.input([rate]),
                rho: 0.9, momentum: momentum, epsilon: epsilon)
        }
    }

    @Test(arguments: counts, [UInt64(0), 1, 5000]) func adam(_ count: Int, _ iteration: UInt64) {
        let s = Slots(count), g = s.g.doubles, time = Double(iteration + 1)
        // Keras's correction is in float32, with 1 - β from the decimal β.
        let alpha = Double(rate) * Double((1 - powf(0.999, Float(time))).squareRoot()) / Double(1 - powf(0.9, Float(time)))
        let m = g.indices.map { Double(s.first[$0]) + (g[$0] - Double(s.first[$0])) * 0.1 }
        let v = g.indices.map { Double(s.second[$0]) + (g[$0] * g[$0] - Double(s.second[$0])) * 0.001 }
        let largest = v.indices.map { max(v[$0], Double(s.third[$0])) }
        for amsgrad in [false, true] {
            let w = g.indices.map { Double(s.w[$0]) - alpha * m[$0] / ((amsgrad ? largest : v)[$0].squareRoot() + 1e-7) }
            check(amsgrad ? \.adam_amsgrad : \.adam, units: count, grain: 16, tolerance: Tolerance(absolute: 3e-7, relative: 3e-7)) { workspace in
                workspace.run.iteration = iteration
                return lamina_adam_arguments(
                    count: Int64(count), w: workspace.update(s.w, expecting: w), g: workspace.input(s.g), m: workspace.update(s.first, expecting: m),
                    v: workspace.update(s.second, expecting: v), vmax: amsgrad ? workspace.update(s.third, expecting: largest) : noRef,
                    learning_rate: workspace.input([rate]), beta_1: 0.9, beta_2: 0.999, epsilon: 1e-7)
            }
        }
    }

    /// 1 - β₂ is 0.001, not 1 minus the float nearest to 0.999: that is 1.3e-5 away.
    @Test func adamTakesTheDecimal() {
        let g: [Float] = [0.5, -2, 3], squares = g.doubles.map { $0 * $0 * 0.001 }
        let zeros: [Float] = [0, 0, 0]
        check(\.adam, units: 3, tolerance: Tolerance(absolute: 0, relative: 2e-7)) { workspace in
            lamina_adam_arguments(
                count: 3, w: workspace.scratch(3), g: workspace.input(g), m: workspace.update(zeros, expecting: g.doubles.map { $0 * 0.1 }),
                v: workspace.update(zeros, expecting: squares), vmax: noRef, learning_rate: workspace.input([rate]), beta_1: 0.9, beta_2: 0.999, epsilon: 1e-7)
        }
    }

    @Test(arguments: counts) func decayAndClipping(_ count: Int) {
        let s = Slots(count)
        check(\.weight_decay, units: count, grain: 16) { workspace in
            lamina_weight_decay_arguments(
                count: Int64(count), w: workspace.update(s.w, expecting: s.w.doubles.map { $0 - $0 * 0.004 * Double(rate) }), learning_rate: workspace.input([rate]),
                rate: 0.004)
        }
        check(\.clip_by_value, units: count, grain: 16, tolerance: .exact) { workspace in
            lamina_clip_arguments(count: Int64(count), g: workspace.update(s.g, expecting: s.g.doubles.map { min(max($0, -0.25), 0.25) }), limit: 0.25)
        }
        let norm = s.g.doubles.reduce(0) { $0 + $1 * $1 }.squareRoot()
        for limit in [0.1, Float(norm) * 2] {
            check(\.clip_by_norm, units: 1) { workspace in
                lamina_clip_arguments(count: Int64(count), g: workspace.update(s.g, expecting: s.g.doubles.map { $0 * Double(limit) / max(norm, Double(limit)) }), limit: limit)
            }
        }
    }
}
