import LaminaSource
import LaminaTesting
import Testing

@testable import LaminaTraining

/// Given the same validation losses, the callback decides as Keras's does.
@Suite struct EarlyStoppingTests {
    private static let never = -1

    @Test(arguments: GoldenCase.all("early-stopping")) func decides(_ golden: GoldenCase) throws {
        var callback = try callback(golden)
        var run = try CallbackFixture.run()
        let values = try golden.require("val_loss")
        var stopped = Self.never
        try callback.trainingBegan(&run)
        for (epoch, value) in values.enumerated() {
            try run.session.setWeights(CallbackFixture.weights(epoch))
            var logs = Logs()
            logs["val_loss"] = Double(value)
            try callback.epochEnded(epoch, logs, &run)
            if run.stopReason != nil {
                stopped = epoch
                break
            }
        }
        try callback.trainingEnded(&run)
        let decision = try golden.require("decision").map { Int($0) }
        #expect(stopped == decision[0], "stop epoch of \(golden.text) on \(values)")
        #expect((run.restoredEpoch ?? Self.never) == decision[1], "restored epoch of \(golden.text) on \(values)")
        if decision[1] != Self.never { #expect(run.weights == CallbackFixture.weights(decision[1])) }
    }

    /// Its state goes through a checkpoint at every epoch without a change of the decision.
    @Test(arguments: GoldenCase.all("early-stopping")) func decidesAfterResuming(_ golden: GoldenCase) throws {
        var run = try CallbackFixture.run()
        var stopped = Self.never
        var state: CallbackState?
        for (epoch, value) in try golden.require("val_loss").enumerated() {
            var callback = try callback(golden)
            if let state {
                let text = SourceText(path: "state.json", text: state.values.serialized(pretty: false))
                try callback.restore(try JSONDocument.parse(text).root, weights: state.weights)
            }
            var logs = Logs()
            logs["val_loss"] = Double(value)
            try callback.epochEnded(epoch, logs, &run)
            state = callback.state
            if run.stopReason != nil {
                stopped = epoch
                break
            }
        }
        #expect(stopped == Int(try golden.require("decision")[0]), "\(golden.text)")
    }

    private func callback(_ golden: GoldenCase) throws -> any Callback {
        let node = try JSONDocument.parse(SourceText(path: "callback.json", text: golden.text)).root
        var fields = Fields(node, subject: "fit", registry: .standard)
        let callback: (any Callback)? = fields.component(at: node, .callback, key: "callbacks")
        return try #require(callback, "\(fields.diagnostics.map(\.message))")
    }
}
