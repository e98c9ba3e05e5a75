import LaminaTesting
import Testing

/// Initializers draw from Keras's distributions: other numbers, the same statistics.
@Suite struct InitializerTests {
    @Test(arguments: GoldenCase.all("initializers").filter { $0.name.hasPrefix("statistics") }, [UInt64(1), 2])
    func distribution(_ golden: GoldenCase, seed: UInt64) throws {
        let weights = try golden.model().initialWeights(seed: seed)
        let isBounded = !["RandomNormal", "random_normal", "untruncated"].contains { golden.name.contains($0) }
        for expected in golden.weights("statistics").tensors {
            let found = Statistics(weights[expected.name]!.values)
            let keras = Statistics(mean: expected.values[0], deviation: expected.values[1], least: expected.values[2], largest: expected.values[3])
            let count = Double(weights[expected.name]!.values.count)
            let span = keras.largest - keras.least
            #expect(abs(found.mean - keras.mean) <= 6 * keras.deviation / count.squareRoot() + 1e-7, "\(expected.name): mean")
            #expect(abs(found.deviation - keras.deviation) <= 6 * keras.deviation / (2 * count).squareRoot() + 1e-7, "\(expected.name): deviation")
            #expect(abs(found.least - keras.least) <= (isBounded ? 0.02 : 0.2) * span + 1e-7, "\(expected.name): least")
            #expect(abs(found.largest - keras.largest) <= (isBounded ? 0.02 : 0.2) * span + 1e-7, "\(expected.name): largest")
        }
    }

    @Test(arguments: GoldenCase.all("initializers").filter { $0.name.hasPrefix("orthogonality") })
    func orthogonality(_ golden: GoldenCase) throws {
        let weights = try golden.model().initialWeights(seed: 3)
        for expected in golden.weights("statistics").tensors {
            let tensor = weights[expected.name]!
            let gram = products(tensor)
            let mean = gram.indices.reduce(0) { $0 + gram[$1][$1] } / Double(gram.count)
            #expect(abs(mean - Double(expected.values[0])) <= 1e-5, "\(expected.name): squared length of a row")
            for row in gram.indices {
                for column in gram.indices where abs(gram[row][column] - (row == column ? mean : 0)) > 1e-5 {
                    Issue.record("\(expected.name): rows \(row) and \(column) have the product \(gram[row][column])")
                }
            }
        }
    }

    /// The products of all pairs of rows, or of columns where those are fewer.
    private func products(_ tensor: Weights.Tensor) -> [[Double]] {
        let (rows, columns) = (tensor.sizes[0], tensor.sizes[1])
        let count = min(rows, columns)
        let length = max(rows, columns)
        func element(_ vector: Int, _ place: Int) -> Double {
            Double(tensor.values[rows <= columns ? vector * columns + place : place * columns + vector])
        }
        return (0..<count).map { left in
            (0..<count).map { right in (0..<length).reduce(0) { $0 + element(left, $1) * element(right, $1) } }
        }
    }
}

private struct Statistics {
    let mean, deviation, least, largest: Double

    init(mean: Float, deviation: Float, least: Float, largest: Float) {
        (self.mean, self.deviation, self.least, self.largest) = (Double(mean), Double(deviation), Double(least), Double(largest))
    }

    init(_ values: [Float]) {
        let count = Double(values.count)
        let mean = values.reduce(0) { $0 + Double($1) } / count
        self.mean = mean
        deviation = (values.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / count).squareRoot()
        least = Double(values.min()!)
        largest = Double(values.max()!)
    }
}
