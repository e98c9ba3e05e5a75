import CLaminaKernels
import Foundation
import Testing

@Suite struct AdaptiveOptimizerTests {
    static let counts = [1, 16, 37]
    private let rate: Float = 0.05
    private var lr: Double { Double(rate) }

    private struct Data {
        let w, g, signed, positive, other: [Float]

        init(_ count: Int) {
            var numbers = Numbers(43)
            w = numbers.array(count)
            g = numbers.array(count)
            signed = numbers.array(count)
            positive = numbers.array(count, 1, 2)
            other = numbers.array(count, 1, 2)
        }
    }

    @Test(arguments: counts) func adagradAndAdadelta(_ count: Int) {
        let d = Data(count), w = d.w.doubles, g = d.g.doubles
        let total = g.indices.map { Double(d.positive[$0]) + g[$0] * g[$0] }
        check(\.adagrad, units: count, grain: 16) { workspace in
            lamina_adagrad_arguments(
                count: Int64(count), w: workspace.update(d.w, expecting: g.indices.map { w[$0] - lr * g[$0] / (total[$0] + 1e-7).squareRoot() }),
                g: workspace.input(d.g), accumulator: workspace.update(d.positive, expecting: total), learning_rate: workspace.input([rate]), epsilon: 1e-7)
        }
        let squares = g.indices.map { 0.95 * Double(d.positive[$0]) + 0.05 * g[$0] * g[$0] }
        let steps = g.indices.map { (Double(d.other[$0]) + 1e-7).squareRoot() * g[$0] / (squares[$0] + 1e-7).squareRoot() }
        check(\.adadelta, units: count, grain: 16) { workspace in
            lamina_adadelta_arguments(
                count: Int64(count), w: workspace.update(d.w, expecting: g.indices.map { w[$0] - lr * steps[$0] }), g: workspace.input(d.g),
                accumulated: workspace.update(d.positive, expecting: squares),
                delta: workspace.update(d.other, expecting: g.indices.map { 0.95 * Double(d.other[$0]) + 0.05 * steps[$0] * steps[$0] }),
                learning_rate: workspace.input([rate]), rho: 0.95, epsilon: 1e-7)
        }
    }

    @Test(arguments: counts, [UInt64(0), 1, 5000]) func adamax(_ count: Int, _ iteration: UInt64) {
        let d = Data(count), w = d.w.doubles, g = d.g.doubles
        let m = g.indices.map { Double(d.signed[$0]) + (g[$0] - Double(d.signed[$0])) * 0.1 }
        let u = g.indices.map { max(0.999 * Double(d.positive[$0]), abs(g[$0])) }
        let correction = Double(1 - powf(0.9, Float(iteration + 1)))
        check(\.adamax, units: count, grain: 16) { workspace in
            workspace.run.iteration = iteration
            return lamina_adamax_arguments(
                count: Int64(count), w: workspace.update(d.w, expecting: g.indices.map { w[$0] - lr * m[$0] / (correction * (u[$0] + 1e-7)) }),
                g: workspace.input(d.g), m: workspace.update(d.signed, expecting: m), u: workspace.update(d.positive, expecting: u),
                learning_rate: workspace.input([rate]), beta_1: 0.9, beta_2: 0.999, epsilon: 1e-7)
        }
    }

    @Test(arguments: counts, [UInt64(0), 1, 5000]) func nadam(_ count: Int, _ iteration: UInt64) {
        let d = Data(count), w = d.w.doubles, g = d.g.doubles
        func momentum(_ time: UInt64) -> Double { 0.9 * (1 - 0.5 * pow(0.96, Double(time))) }
        let (now, next) = (momentum(iteration + 1), momentum(iteration + 2))
        check(\.nadam_product, units: 1) { workspace in
            workspace.run.iteration = iteration
            return lamina_nadam_product_arguments(product: workspace.update([0.5], expecting: [0.5 * now]), beta_1: 0.9)
        }
        let m = g.indices.map { Double(d.signed[$0]) + (g[$0] - Double(d.signed[$0])) * 0.1 }
        let v = g.indices.map { Double(d.positive[$0]) + (g[$0] * g[$0] - Double(d.positive[$0])) * 0.001 }
        let correction = Double(1 - powf(0.999, Float(iteration + 1)))
        let moved = g.indices.map { i in
            w[i] - lr * (next * m[i] / (1 - 0.25 * next) + (1 - now) * g[i] / 0.75) / ((v[i] / correction).squareRoot() + 1e-7)
        }
        check(\.nadam, units: count, grain: 16, tolerance: Tolerance(absolute: 3e-7, relative: 3e-7)) { workspace in
            workspace.run.iteration = iteration
            return lamina_nadam_arguments(
                count: Int64(count), w: workspace.update(d.w, expecting: moved), g: workspace.input(d.g), m: workspace.update(d.signed, expecting: m),
                v: workspace.update(d.positive, expecting: v), product: workspace.input([0.25]), learning_rate: workspace.input([rate]), beta_1: 0.9,
                beta_2: 0.999, epsilon: 1e-7)
        }
    }

    @Test(arguments: counts) func lion(_ count: Int) {
        let d = Data(count), w = d.w.doubles, g = d.g.doubles, m = d.signed.doubles
        let moved = g.indices.map { i -> Double in
            let direction = 0.9 * m[i] + 0.1 * g[i]
            return w[i] - (direction > 0 ? lr : direction < 0 ? -lr : 0)
        }
        check(\.lion, units: count, grain: 16) { workspace in
            lamina_lion_arguments(
                count: Int64(count), w: workspace.update(d.w, expecting: moved), g: workspace.input(d.g),
                m: workspace.update(d.signed, expecting: g.indices.map { 0.99 * m[$0] + 0.01 * g[$0] }), learning_rate: workspace.input([rate]),
                beta_1: 0.9, beta_2: 0.99)
        }
    }

    @Test(arguments: counts, [Float(0.5), 0.7, 0]) func ftrl(_ count: Int, _ power: Float) {
        let d = Data(count), w = d.w.doubles, g = d.g.doubles, p = Double(power)
        let total = g.indices.map { Double(d.positive[$0]) + g[$0] * g[$0] }
        let line = g.indices.map { i in
            Double(d.signed[i]) + g[i] + 0.06 * w[i] - (pow(total[i], p) - pow(Double(d.positive[i]), p)) / lr * w[i]
        }
        let moved = g.indices.map { i in (min(max(line[i], -0.1), 0.1) - line[i]) / (pow(total[i], p) / lr + 0.04 + 0.1 / lr) }
        check(\.ftrl, units: count, grain: 16, tolerance: Tolerance(absolute: 5e-6, relative: 2e-6)) { workspace in
            lamina_ftrl_arguments(
                count: Int64(count), w: workspace.update(d.w, expecting: moved), g: workspace.input(d.g),
                accumulator: workspace.update(d.positive, expecting: total), linear: workspace.update(d.signed, expecting: line),
                learning_rate: workspace.input([rate]), power: power, l1: 0.1, l2: 0.02, shrinkage: 0.03, beta: 0.1)
        }
    }
}
