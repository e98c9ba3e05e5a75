import CLaminaKernels
import Testing

@Suite struct ActivationTests {
    static let points: [Float] = {
        var numbers = Numbers(7)
        return [0, -0.0, 1e-30, -1e-30, 12, -12] + numbers.array(61, -5, 5) + numbers.array(30, -0.01, 0.01)
    }()

    @Test func everyKindHasACase() {
        #expect(Set(activationCases.map(\.kind.rawValue)).count == Int(LAMINA_ACTIVATION_COUNT.rawValue))
    }

    @Test(arguments: activationCases) func value(_ f: ActivationCase) {
        let x = Self.points
        check(\.activation, units: x.count, grain: 16, tolerance: Tolerance(absolute: 2e-7, relative: 4e-7)) { workspace in
            lamina_activation_arguments(count: extent(x.count), x: workspace.input(x), y: workspace.output(x.map { f.value(Double($0)) }), activation: f.block)
        }
    }

    @Test(arguments: activationCases) func gradient(_ f: ActivationCase) {
        let x = Self.points.filter { !f.isNearKink(Double($0)) }
        var numbers = Numbers(8)
        let dy = numbers.array(x.count)
        let expected = zip(x, dy).map { f.slope(Double($0)) * Double($1) }
        let values = x.map { Float(f.value(Double($0))) }
        let savesOutput = lamina_activation_saves_output(f.kind) != 0
        let choices = savesOutput || lamina_activation_allows_output(f.block) == 0 ? [savesOutput] : [false, true]
        for fromOutput in choices {
            check(\.activation_gradient, units: x.count, grain: 16, tolerance: Tolerance(absolute: 1e-6, relative: 1e-6), "from output: \(fromOutput)") { workspace in
                lamina_activation_gradient_arguments(
                    count: extent(x.count), saved: workspace.input(fromOutput ? values : x), dy: workspace.input(dy), dx: workspace.output(expected),
                    activation: f.block)
            }
        }
    }

    @Test func inPlace() {
        let x = Self.points
        check(\.activation, units: x.count, grain: 16, tolerance: Tolerance(absolute: 2e-7, relative: 4e-7)) { workspace in
            let place = workspace.update(x, expecting: x.map { $0 > 0 ? Double($0) : 0 })
            return lamina_activation_arguments(count: extent(x.count), x: place, y: place, activation: activation(LAMINA_RELU, 0, .infinity, 0))
        }
    }

    @Test func slopeAtTheKinks() {
        let cases: [(lamina_activation, Float, Double)] = [
            (activation(LAMINA_RELU, 0, .infinity, 0), 0, 0), (activation(LAMINA_RELU, 0, 6, 0), 6, 0), (activation(LAMINA_RELU, 0.2, .infinity, 0), 0, 1),
            (activation(LAMINA_HARD_TANH), 1, 1), (activation(LAMINA_HARD_TANH), -1, 1),
        ]
        for (block, x, slope) in cases {
            check(\.activation_gradient, units: 1, tolerance: .exact) { workspace in
                lamina_activation_gradient_arguments(
                    count: extent(1), saved: workspace.input([x]), dy: workspace.input([1]), dx: workspace.output([slope]), activation: block)
            }
        }
    }
}
