import LaminaCompiler
import LaminaData
import LaminaKit
import LaminaTraining
import Testing

@Suite struct InspectionTests {
    @Test func aDistributionCountsWhatIsThere() {
        let values: [Float] = [0, 1, -1, 2, 0, .nan, .infinity, -2]
        let found = Distribution(values)
        #expect(found.count == 8 && found.nonFiniteCount == 2 && found.zeroCount == 2 && found.zeroShare == 0.25)
        #expect(found.mean == 0 && abs(found.standardDeviation - (10.0 / 6).squareRoot()) < 1e-12)
        #expect(found.minimum == -2 && found.maximum == 2 && found.ranks == [-2, -1, 0, 0, 1, 2])
        let none = Distribution([Float]())
        #expect(none.count == 0 && none.mean == 0 && none.minimum == 0 && none.zeroShare == 0)
        #expect(Distribution([Float.nan]).ranks.isEmpty)
    }

    @Test func manyValuesKeepTheirEndsAndTheirMiddle() {
        let found = Distribution((0..<300_000).map { Float($0) })
        #expect(found.ranks.count == Distribution.rankCount)
        #expect(found.ranks.first == 0 && found.ranks.last == 299_999)
        #expect(abs(found.ranks[512] - 150_000) < 300)
    }

    /// For a linear model and the square of its error the gradient is known: 2 (y - t) w.
    @Test func gradientsAreThoseOfEachExample() throws {
        let graph = try Self.graph(
            """
            [{ "name": "all", "type": "Flatten" }, { "name": "y", "type": "Dense", "units": 1, "use_bias": false }]
            """, shape: "[3, 2]")
        let weights = Weights([.init(name: "y/kernel", sizes: [6, 1], values: [1, 2, -1, 0, 0, 3])])
        let examples = ArrayExamples(
            inputs: [1, 0, 0, 1, 1, 1, 0, 1, 1, 0, 0, 0], inputSizes: [3, 2], targets: [1, -1], targetSizes: [1])
        let found = try Inspector(graph, registry: Fixtures.registry, options: FitOptions(batchSize: 2)).inspect(
            weights, on: examples, edges: Inspector.edges(of: graph))
        #expect(found.flows.map(\.name) == ["x", "all", "y"] && found.exampleCount == 2)
        // Outputs 4 and 1: errors 3 and 2, so that each example's gradient by y is 6 and 4.
        #expect(found.loss == 6.5)
        #expect(found.flows[2].gradients?.ranks == [4, 6])
        let norms = try #require(found.flows[0].stepNorms)
        for (norm, weight) in zip(norms, [Double(5).squareRoot(), 1, 3]) { #expect(abs(norm - 5 * weight) < 1e-5) }
        #expect(found.flows[1].stepNorms == nil)
        #expect(found.parameters.map(\.name) == ["y/kernel"])
        #expect(found.parameters[0].values.ranks == [-1, 0, 0, 1, 2, 3])
        // The mean over the batch: (6 x + 4 x') / 2.
        #expect(found.parameters[0].gradients.maximum == 3 && found.parameters[0].gradients.minimum == 2)
    }

    /// More layers than a plan has ports are looked at in several passes over the same examples.
    @Test func passesSeeTheSame() throws {
        let layers = (0..<20).map { #"{ "name": "d\#($0)", "type": "Dense", "units": 3, "activation": "tanh" }"# }.joined(separator: ", ")
        let graph = try Self.graph("[\(layers), { \"name\": \"y\", \"type\": \"Dense\", \"units\": 1 }]", shape: "[3]")
        let inspector = Inspector(graph, registry: Fixtures.registry, options: FitOptions(batchSize: 8, seed: 4))
        let weights = graph.initialWeights(seed: 4)
        let all = try inspector.inspect(weights, on: SumExamples(count: 50), edges: Inspector.edges(of: graph))
        #expect(all.flows.count == 22)
        for index in [0, 7, 21] {
            let one = try inspector.inspect(weights, on: SumExamples(count: 50), edges: [all.flows[index].edge])
            #expect(one.flows[0].values == all.flows[index].values)
            #expect(one.loss == all.loss)
            let (alone, together) = (try #require(one.flows[0].gradients), try #require(all.flows[index].gradients))
            #expect(abs(alone.standardDeviation - together.standardDeviation) <= 1e-5 * together.standardDeviation)
        }
    }

    @Test func withoutExamplesNothingIsLookedAt() throws {
        let graph = try Fixtures.graph().graph
        let inspector = Inspector(graph, registry: Fixtures.registry, options: FitOptions())
        #expect(throws: TrainingError.self) { try inspector.inspect(graph.initialWeights(seed: 0), on: SumExamples(count: 0), edges: [.input(0)]) }
        #expect(try inspector.inspect(graph.initialWeights(seed: 0), on: SumExamples(count: 5), edges: []).flows.isEmpty)
    }

    private static func graph(_ layers: String, shape: String) throws -> TypedGraph {
        let text = """
            { "format": "lamina/1", "inputs": [{ "name": "x", "shape": \(shape) }], "layers": \(layers),
              "training": { "loss": "mse", "optimizer": { "type": "SGD", "clipnorm": 0.001 } } }
            """
        return try TypedGraph.resolve(SourceText(path: "x.json", text: text), registry: Fixtures.registry).get()
    }
}
