import CLaminaKernels
import Foundation
import Testing

/// The largest error of the vector functions over floats of all magnitudes, against the C library in double.
@Suite struct AccuracyTests {
    struct Function: CustomTestStringConvertible, Sendable {
        var name: String
        var kind: lamina_activation_kind
        /// Units in the last place of the exact result, rounded to float.
        var ulps: Double
        var absolute: Double
        var value: @Sendable (Double) -> Double
        var testDescription: String { name }
    }

    static let functions = [
        Function(name: "exp", kind: LAMINA_EXPONENTIAL, ulps: 1.5, absolute: .infinity) { exp($0) },
        Function(name: "tanh", kind: LAMINA_TANH, ulps: 3, absolute: 1.5e-7) { tanh($0) },
        Function(name: "sigmoid", kind: LAMINA_SIGMOID, ulps: 3, absolute: 1.2e-7) { $0 < 0 ? exp($0) / (1 + exp($0)) : 1 / (1 + exp(-$0)) },
        Function(name: "softplus", kind: LAMINA_SOFTPLUS, ulps: 4, absolute: .infinity) { max($0, 0) + log1p(exp(-abs($0))) },
    ]

    @Test(arguments: functions) func largestError(_ function: Function) {
        // All floats between the magnitudes where nothing happens and where everything is saturated, and coarsely beyond.
        var points: [Float] = []
        for bits in stride(from: UInt32(0), to: 0x7F80_0000, by: 104_729) { points.append(Float(bitPattern: bits)) }
        for bits in stride(from: Float(1e-4).bitPattern, to: Float(110).bitPattern, by: 499) { points.append(Float(bitPattern: bits)) }
        points += points.map { -$0 }
        let exact = points.map { function.value(Double($0)) }
        for isa in availableSets {
            let results = apply(function.kind, points, isa)
            var worst = 0.0, worstPoint: Float = 0, absolute = 0.0
            for i in points.indices {
                let rounded = Float(exact[i])
                if rounded.isInfinite || results[i].isInfinite {
                    if rounded != results[i] { worst = .infinity; worstPoint = points[i] }
                    continue
                }
                let difference = abs(Double(results[i]) - exact[i])
                let error = difference / Double(max(abs(rounded).ulp, Float.leastNonzeroMagnitude))
                if !(error <= worst) { worst = error; worstPoint = points[i] }
                if !(difference <= absolute) { absolute = difference }
            }
            print("accuracy of \(function.name), \(name(of: isa)): \(worst) ulp at \(worstPoint), absolute \(absolute)")
            #expect(worst <= function.ulps, "\(name(of: isa)) at \(worstPoint)")
            #expect(absolute <= function.absolute, "\(name(of: isa))")
        }
    }

    @Test func extremes() {
        let tiny = Float.leastNonzeroMagnitude
        let x: [Float] = [.infinity, -.infinity, .nan, 3e38, -3e38, 89, -104, tiny, -tiny, -0.0]
        for isa in availableSets {
            let exponential = apply(LAMINA_EXPONENTIAL, x, isa), hyperbolic = apply(LAMINA_TANH, x, isa), logistic = apply(LAMINA_SIGMOID, x, isa)
            #expect(exponential.prefix(2) == [.infinity, 0] && exponential[2].isNaN && exponential[3] == .infinity && exponential[4] == 0)
            #expect(exponential[5] == .infinity && exponential[6] == 0 && exponential[7] == 1)
            #expect(hyperbolic.prefix(2) == [1, -1] && hyperbolic[2].isNaN && hyperbolic[3] == 1 && hyperbolic[4] == -1)
            #expect(hyperbolic[7] == tiny && hyperbolic[8] == -tiny && hyperbolic[9].sign == .minus)
            #expect(logistic.prefix(2) == [1, 0] && logistic[2].isNaN && logistic[3] == 1 && logistic[4] == 0 && logistic[7] == 0.5)
        }
    }

    private func apply(_ kind: lamina_activation_kind, _ x: [Float], _ isa: lamina_isa) -> [Float] {
        let workspace = Workspace(layout: .guarded)
        let y = workspace.scratch(x.count)
        let arguments = lamina_activation_arguments(count: extent(x.count), x: workspace.input(x), y: y, activation: activation(kind))
        withUnsafePointer(to: arguments) { lamina_kernels_for(isa).pointee.activation!(&workspace.run, $0, 0, Int64(x.count)) }
        return workspace.values(y)
    }
}
