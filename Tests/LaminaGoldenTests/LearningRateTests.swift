import LaminaSource
import LaminaTesting
import Testing

@testable import LaminaTraining

/// Schedules give Keras's rates, and ReduceLROnPlateau decides as Keras's does.
@Suite struct LearningRateTests {
    @Test(arguments: GoldenCase.all("schedules")) func schedule(_ golden: GoldenCase) throws {
        let schedule: any Schedule = try component(golden, .schedule)
        let iterations = try golden.require("iterations").map { Int($0) }
        let rates = try golden.require("rates")
        for (iteration, expected) in zip(iterations, rates) {
            let found = schedule.rate(at: iteration)
            let error = abs(found - Double(expected)) / max(Double(expected), 1e-6)
            ParityTable.record(error, "rate at \(iteration)", golden)
            #expect(error <= 1e-6, "iteration \(iteration): \(found), expected \(expected)")
        }
    }

    /// The same rates, also where the callback's state goes through a checkpoint after every epoch.
    @Test(arguments: GoldenCase.all("plateaus"), [false, true]) func plateau(_ golden: GoldenCase, resumes: Bool) throws {
        var run = try CallbackFixture.run(learningRate: 0.1)
        var callback: any Callback = try component(golden, .callback)
        let rates = try golden.require("rates")
        try callback.trainingBegan(&run)
        for (epoch, value) in try golden.require("val_loss").enumerated() {
            var logs = Logs()
            logs["val_loss"] = Double(value)
            run.history.append(logs)
            try callback.epochEnded(epoch, logs, &run)
            #expect(run.history.epochs[epoch]["learning_rate"]! == Double(rates[epoch]), "\(golden.text): epoch \(epoch)")
            guard resumes else { continue }
            let text = SourceText(path: "state.json", text: callback.state.values.serialized(pretty: false))
            callback = try component(golden, .callback)
            try callback.restore(try JSONDocument.parse(text).root, weights: nil)
        }
        #expect(try run.learningRate == rates.last!, "\(golden.text)")
    }

    private func component<Kind>(_ golden: GoldenCase, _ kind: ComponentKind) throws -> Kind {
        let node = try JSONDocument.parse(SourceText(path: "component.json", text: golden.text)).root
        var fields = Fields(node, subject: "golden", registry: .standard)
        let component: Kind? = fields.component(at: node, kind, key: kind.name)
        return try #require(component, "\(fields.diagnostics.map(\.message))")
    }
}
