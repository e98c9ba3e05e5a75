import LaminaCompiler
import LaminaKit
import Testing

@Suite struct CostTests {
    private static let dense = """
        { "format": "lamina/1", "inputs": [{ "name": "x", "shape": [7] }],
          "layers": [{ "name": "y", "type": "Dense", "units": 5, "activation": "relu" }],
          "training": { "loss": "mse", "optimizer": "adam" } }
        """

    private func compile(_ text: String, _ options: CompileOptions) throws -> CompiledModel {
        try Models.graph(text).compile(options, registry: Models.registry)
    }

    @Test func aProductCostsItsMultiplicationsAndMovesEachNumberOnce() throws {
        let compiled = try compile(Self.dense, CompileOptions(batchCapacity: 8))
        for batch in [1, 3, 8] {
            let costs = compiled.costs(batch: batch)
            #expect(costs.count == 1)
            #expect(costs[0].flops == 2 * batch * 7 * 5)
            // Packed weights have whole panels of 32 columns.
            #expect(costs[0].bytes == 4 * (batch * 7 + 7 * 32 + 5 + batch * 5))
            #expect(costs[0].footprint == costs[0].bytes)
            #expect(costs[0].origin == "y")
        }
        #expect(compiled.flops == 2 * 8 * 7 * 5)
    }

    @Test func anUpdateReadsAndWritesWhatItChanges() throws {
        let compiled = try compile(Self.dense, CompileOptions(.training, batchCapacity: 4))
        let adam = try #require(compiled.costs(batch: 4).last)
        let range = compiled.fused.trainableBytes
        #expect(adam.label == "Adam — optimizer")
        // Weights and two slots twice, the gradient and the learning rate once.
        #expect(adam.bytes == 7 * range + 4)
        #expect(adam.footprint == 4 * range + 4)
    }

    @Test func whatIsSlicedAndLookedUpIsCountedNotTheWhole() throws {
        let text = """
            { "format": "lamina/1", "inputs": [{ "name": "x", "shape": [6] }],
              "layers": [{ "type": "Embedding", "input_dim": 100000, "output_dim": 4 }, { "type": "Flatten" }] }
            """
        let costs = try compile(text, CompileOptions(batchCapacity: 2)).costs(batch: 2)
        #expect(costs.first?.bytes == 4 * (2 * 6 + 2 * (2 * 6 * 4)))
        #expect(costs.first?.flops == 0)
    }

    /// Every step of a plan belongs to one operation, in order.
    @Test(arguments: [Models.stackedGRU, Models.branches], PlanPurpose.allCases)
    func theStepsOfAllCostsAreThePlan(_ text: String, _ purpose: PlanPurpose) throws {
        let compiled = try compile(text, CompileOptions(purpose, batchCapacity: 3))
        let costs = compiled.costs(batch: 3)
        #expect(costs.flatMap { Array($0.steps) } == Array(compiled.plan.steps.steps.indices))
        #expect(costs.allSatisfy { $0.flops >= 0 && $0.bytes > 0 && $0.footprint <= $0.bytes })
        for cost in costs { #expect(compiled.plan.steps.steps[cost.steps].allSatisfy { $0.label == cost.label }) }
    }

    @Test func aRecurrenceCostsItsProductsForEveryStep() throws {
        let text = """
            { "format": "lamina/1", "inputs": [{ "name": "x", "shape": [null, 3], "max_steps": 9 }],
              "layers": [{ "name": "lstm", "type": "LSTM", "units": 6 }] }
            """
        let compiled = try compile(text, CompileOptions(batchCapacity: 2))
        let flops = compiled.costs(batch: 2).reduce(0) { $0 + $1.flops }
        let (projection, product) = (2 * 2 * 9 * 3 * 24, 2 * 2 * 9 * 6 * 24)
        #expect(flops >= projection + product && flops <= (projection + product) * 2)
    }

    /// However a convolution is fused and its weights are packed, it costs a multiplication and an addition for each cell of each window.
    @Test(arguments: [(1, 6), (16, 32)]) func aConvolutionCostsItsWindows(channels: Int, filters: Int) throws {
        let text = """
            { "format": "lamina/1", "inputs": [{ "name": "x", "shape": [8, 8, \(channels)] }],
              "layers": [{ "type": "Conv2D", "filters": \(filters), "kernel_size": 3, "padding": "same", "activation": "relu" }, { "type": "MaxPooling2D" }] }
            """
        let compiled = try compile(text, CompileOptions(batchCapacity: 2))
        let flops = compiled.costs(batch: 2).reduce(0) { $0 + $1.flops }
        let windows = 2 * 2 * 8 * 8 * 9 * channels * filters
        #expect(flops >= windows && flops <= windows + 2 * 4 * 4 * 4 * filters)
    }
}
