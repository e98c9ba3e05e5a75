import LaminaTesting
import LaminaTraining
import Testing

/// Metrics over batches of unequal size against Keras's.
@Suite struct StreamingMetricTests {
    @Test(arguments: GoldenCase.all("streaming-metrics"), [1, 2]) func agreeWithKeras(_ golden: GoldenCase, threads: Int) throws {
        let model = try golden.model()
        let (inputSizes, targetSizes) = (golden.sizes("predictions")!, golden.sizes("targets")!)
        let examples = ArrayExamples(
            inputs: try golden.require("predictions"), inputSizes: Array(inputSizes.dropFirst()), targets: try golden.require("targets"),
            targetSizes: Array(targetSizes.dropFirst()))
        let batch = Int(try golden.require("batch")[0])
        let logs = try Evaluator(model.graph, registry: model.registry, batchSize: batch, threads: threads)
            .evaluate(model.initialWeights(), on: examples)
        for entry in logs.entries where entry.name != "loss" {
            let expected = try golden.require("metric \(entry.name)")
            let error = Difference.relative([Float(entry.value)], to: expected, floor: 1e-2)
            ParityTable.record(error, "metric \(entry.name)", golden)
            #expect(error <= 2e-6, "\(entry.name): \(entry.value), Keras \(expected)")
        }
        #expect(logs.names.count - 1 == golden.roles(beginning: "metric ").count)
    }
}
