import Lamina

extension CheckedLayer {
    private static let samples = 16
    private static let stepSize: Float = 0x1p-6

    /// The gradient of a random linear functional of the output, for parameters and inputs, against differences of the forward pass.
    func gradientFailures() throws -> [String] {
        check.isRandomInTraining ? try randomGradientFailures() : try plainGradientFailures()
    }

    /// The functional `Σ c·y` is summed in double. The loss has its gradient `c` where the target is `y − c·n/2`.
    private func plainGradientFailures() throws -> [String] {
        let outputs = try inference.outputs(weights, inputs)[0]
        var random = RandomStream(seed: check.seed, stream: 2)
        let coefficients = Self.uniform(outputs.count, scale: 1, &random)
        let target = zip(outputs, coefficients).map { $0 - $1 * Float(outputs.count) / 2 }
        let gradients = try gradients(target)
        return try compare(gradients, tolerance: 2e-3) { weights in
            let outputs = try inference.outputs(weights, inputs)[0]
            return zip(outputs, coefficients).reduce(0) { $0 + Double($1.0) * Double($1.1) }
        }
    }

    /// Through the training plan's own loss, which draws the same random numbers each time.
    private func randomGradientFailures() throws -> [String] {
        let count = try inference.outputs(weights, inputs)[0].count
        var random = RandomStream(seed: check.seed, stream: 2)
        let target = Self.uniform(count, scale: 1, &random)
        return try compare(gradients(target), tolerance: 2e-2) { weights in
            var session = try training.session(weights, seed: 7)
            return Double(try session.run(inputs + [target])[0][0])
        }
    }

    private func gradients(_ target: [Float]) throws -> Weights {
        var session = try training.session(weights, seed: 7)
        _ = try session.run(inputs + [target])
        return session.gradients
    }

    private func compare(_ gradients: Weights, tolerance: Double, _ functional: (Weights) throws -> Double) throws -> [String] {
        var random = RandomStream(seed: check.seed, stream: 3)
        var failures: [String] = []
        let center = try functional(weights)
        for (place, gradient) in gradients.tensors.enumerated() {
            let position = weights.tensors.firstIndex { $0.name == gradient.name }!
            let scale = max(Double(gradient.values.map(abs).max() ?? 0), 1e-2)
            var compared = 0
            let chosen = Array(gradient.values.indices.shuffled(using: &random).prefix(Self.samples))
            for index in chosen {
                let slope = try Slope(center: center, step: Self.stepSize) { offset in
                    var moved = weights
                    moved.tensors[position].values[index] += offset
                    return (Double(moved.tensors[position].values[index]), try functional(moved))
                }
                guard slope.roughness <= tolerance * scale else { continue }
                compared += 1
                let found = Double(gradient.values[index])
                if abs(found - slope.value) > tolerance * scale {
                    failures.append("gradient of \(gradient.name)[\(index)] is \(found), differences give \(slope.value)")
                    break
                }
            }
            if compared * 4 < chosen.count, failures.isEmpty {
                failures.append("gradient \(place) (\(gradient.name)): kinks at \(chosen.count - compared) of \(chosen.count) elements, choose another seed")
            }
        }
        return failures
    }
}

/// A derivative from four points, with a measure of the kinks between them.
private struct Slope {
    let value: Double
    /// What a kink adds to the second differences; of fourth order in the step where there is none.
    let roughness: Double

    init(center: Double, step: Float, _ point: (Float) throws -> (x: Double, y: Double)) rethrows {
        let (near, far) = (try (point(-step), point(step)), try (point(-2 * step), point(2 * step)))
        let nearSlope = (near.1.y - near.0.y) / (near.1.x - near.0.x)
        let farSlope = (far.1.y - far.0.y) / (far.1.x - far.0.x)
        value = (4 * nearSlope - farSlope) / 3
        let bend = (far.1.y - 2 * center + far.0.y) - 4 * (near.1.y - 2 * center + near.0.y)
        roughness = abs(bend) / Double(2 * step)
    }
}
