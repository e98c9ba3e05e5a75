import Lamina

extension CheckedLayer {
    private static let samples = 16
    /// The first is the most exact, the second finds its way between kinks.
    private static let stepSizes: [Float] = [0x1p-6, 0x1p-9]

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
        for gradient in gradients.tensors {
            let limit = tolerance * max(Double(gradient.values.map(abs).max() ?? 0), 1e-2)
            let chosen = gradient.values.indices.shuffled(using: &random).prefix(Self.samples)
            var compared = 0
            for index in chosen {
                guard let slope = try slope(of: gradient.name, index, roughness: limit, center: center, functional) else { continue }
                compared += 1
                let found = Double(gradient.values[index])
                guard abs(found - slope) > limit else { continue }
                failures.append("gradient of \(gradient.name)[\(index)] is \(found), differences give \(slope)")
                break
            }
            if compared * 4 < chosen.count, failures.isEmpty {
                failures.append("gradient of \(gradient.name): too rough for differences at most elements, choose another seed")
            }
        }
        return failures
    }

    /// The functional's derivative by one weight; nil where there are kinks at every step size.
    private func slope(
        of name: String, _ index: Int, roughness: Double, center: Double, _ functional: (Weights) throws -> Double
    ) rethrows -> Double? {
        let position = weights.tensors.firstIndex { $0.name == name }!
        for step in Self.stepSizes {
            let slope = try Slope(center: center, step: step) { offset in
                var moved = weights
                moved.tensors[position].values[index] += offset
                return (Double(moved.tensors[position].values[index]), try functional(moved))
            }
            if slope.roughness <= roughness { return slope.value }
        }
        return nil
    }
}

/// A derivative from four points, with a measure of the kinks between them.
private struct Slope {
    let value: Double
    /// What a kink adds to second differences or between steps; of higher order in the step where there is none. Each alone misses
    /// kinks at one distance.
    let roughness: Double

    init(center: Double, step: Float, _ point: (Float) throws -> (x: Double, y: Double)) rethrows {
        let (near, far) = (try (point(-step), point(step)), try (point(-2 * step), point(2 * step)))
        let nearSlope = (near.1.y - near.0.y) / (near.1.x - near.0.x)
        let farSlope = (far.1.y - far.0.y) / (far.1.x - far.0.x)
        value = (4 * nearSlope - farSlope) / 3
        let bend = (far.1.y - 2 * center + far.0.y) - 4 * (near.1.y - 2 * center + near.0.y)
        roughness = max(abs(bend) / Double(2 * step), abs(nearSlope - farSlope))
    }
}
