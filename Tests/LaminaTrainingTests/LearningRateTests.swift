import LaminaTraining
import Testing

@Suite struct LearningRateTests {
    private static let schedule = #"{ "type": "sgd", "learning_rate": { "type": "PiecewiseConstantDecay", "boundaries": [4], "values": [0.1, 1e-30] } }"#

    /// Five batches an epoch: iterations 0 to 4 move the weights, all later ones do not.
    @Test func aScheduleCountsIterationsOverAllEpochs() throws {
        func weights(epochs: Int) throws -> [Float] {
            let (graph, options) = try Fixtures.graph(fit: "{ \"epochs\": \(epochs), \"batch_size\": 8 }", optimizer: Self.schedule)
            return try Trainer(graph, registry: Fixtures.registry, options: options).fit(training: SumExamples(count: 40)).weights.tensors[0].values
        }
        #expect(try weights(epochs: 1) == weights(epochs: 3))
    }

    @Test func theRateIsReportedWhereACallbackMayChangeIt() throws {
        let fit = #"{ "epochs": 3, "callbacks": [{ "type": "ReduceLROnPlateau", "monitor": "loss", "patience": 0, "mode": "max", "factor": 0.5 }] }"#
        let (graph, options) = try Fixtures.graph(fit: fit, optimizer: #"{ "type": "adam", "learning_rate": 0.5 }"#)
        let history = try Trainer(graph, registry: Fixtures.registry, options: options).fit(training: SumExamples(count: 40)).history
        #expect(history.epochs[0].names == ["loss", "mae", "learning_rate"])
        #expect(history["learning_rate"][0] == 0.5)
    }

    @Test func aCallbackCannotChangeAScheduledRate() throws {
        let fit = #"{ "epochs": 9, "callbacks": [{ "type": "ReduceLROnPlateau", "monitor": "loss", "patience": 0, "mode": "max" }] }"#
        let (graph, options) = try Fixtures.graph(fit: fit, optimizer: Self.schedule)
        #expect(throws: TrainingError.self) {
            try Trainer(graph, registry: Fixtures.registry, options: options).fit(training: SumExamples(count: 40))
        }
    }
}
