import Lamina
import Testing

/// The exercises of a first course, with the results that the course expects.
@Suite struct CourseTests {
    private static let folder = #filePath.split(separator: "/").dropLast(3).reduce("") { "\($0)/\($1)" } + "/models"

    private func accuracy(_ model: Model, seed: UInt64 = 1) throws -> Double {
        let data = try model.loadData()
        var options = model.fitOptions
        options.seed = seed
        let weights = try model.fit(data, options: options).weights
        let logs = try Evaluator(model.graph, registry: .standard).evaluate(weights, on: try #require(data.test))
        return try #require(logs["accuracy"])
    }

    @Test(arguments: [("moons", 0.98), ("circles", 0.96), ("spirals", 0.94), ("logistic-regression", 0.94)])
    func classifies(name: String, accuracy least: Double) throws {
        #expect(try accuracy(Model("\(Self.folder)/\(name).json")) >= least)
    }

    /// Two lines do not close around a disc.
    @Test(arguments: [UInt64](1...3)) func circlesNeedThreeHiddenUnits(seed: UInt64) throws {
        let path = "\(Self.folder)/circles.json"
        let all = String(decoding: try SourceText.read(path: path).bytes, as: UTF8.self)
        let smaller = all.replacing("\"units\": 3", with: "\"units\": 2").replacing("\"parameters\": 13", with: "\"parameters\": 9")
        #expect(try accuracy(Model(SourceText(path: path, text: smaller)), seed: seed) < 0.9)
    }

    /// y = 2x + 1 through three points.
    @Test func aNeuronFindsTheLine() throws {
        let model = try Model("\(Self.folder)/linear-regression.json")
        let weights = try model.fit(model.loadData()).weights
        let numbers = weights.tensors.flatMap(\.values)
        #expect(abs(numbers[0] - 2) < 1e-3 && abs(numbers[1] - 1) < 1e-3)
    }
}
