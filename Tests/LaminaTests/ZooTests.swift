import Lamina
import Testing

/// Large networks: that they are read, counted as Keras counts them, and compiled; the small ones run.
@Suite struct ZooTests {
    private static let root = #filePath.split(separator: "/").dropLast(3).reduce("") { "\($0)/\($1)" }

    private static func model(_ name: String) throws -> Model { try Model("\(root)/models/zoo/\(name).json") }

    /// Keras's counts, moving averages among them.
    @Test(arguments: [
        ("alexnet", 60_965_224), ("vgg16", 138_357_544), ("googlenet", 6_998_552), ("inception-v4", 42_742_984), ("resnet50", 25_636_712),
        ("mobilenet-v2", 3_538_984),
    ]) func isCountedAndCompiled(name: String, count: Int) throws {
        let model = try Self.model(name)
        #expect(model.parameterCount == count)
        #expect(model.outputShapes == ["predictions": [1000]])
        let start = ContinuousClock.now
        let plan = try model.compile(CompileOptions(.inference)).plan
        print("\(name): compiled in \(ContinuousClock.now - start), arena of \(plan.arenaBytes >> 20) MiB")
        #expect(plan.parameterCount == count)
    }

    @Test(arguments: ["mobilenet-v2", "googlenet"]) func runs(name: String) throws {
        let model = try Self.model(name)
        var session = Session(try model.load(model.initialWeights(seed: 1)))
        let pixels: [Float] = (0..<150_528).map { index in Float(index % 255) / 127 - 1 }
        var kinds = [Float](repeating: .nan, count: 1000)
        var output = kinds.mutableSpan
        try session.predict(pixels.span, into: &output)
        let sum = kinds.reduce(0, +)
        #expect(abs(sum - 1) < 1e-4, "softmax over finite numbers")
    }
}
