import Foundation
import Lamina
import Testing

/// OneCycle has no counterpart in Keras: its rates are compared with the formula of its paper's policy, worked out here anew.
@Suite struct OneCycleTests {
    private func schedule(_ more: String) throws -> any Schedule {
        let node = try JSONDocument.parse(SourceText(path: "s.json", text: #"{ "type": "OneCycle", "max_learning_rate": 0.5\#(more) }"#)).root
        var fields = Fields(node, subject: "test", registry: .standard)
        let schedule: (any Schedule)? = fields.component(at: node, .schedule, key: "learning_rate")
        return try #require(schedule, "\(fields.diagnostics.map(\.message))")
    }

    @Test func risesAndFallsOnce() throws {
        let schedule = try schedule(#", "total_steps": 101, "pct_start": 0.3, "div_factor": 10, "final_div_factor": 100"#)
        let rates = (0..<101).map(schedule.rate(at:))
        #expect(abs(rates[0] - 0.05) < 1e-15)
        #expect(abs(rates[100] - 0.0005) < 1e-15)
        let top = 0.3 * 101 - 1
        for (step, rate) in rates.enumerated() {
            let expected =
                Double(step) <= top
                ? 0.05 + 0.45 * pow(sin(.pi / 2 * Double(step) / top), 2)
                : 0.0005 + 0.4995 * pow(cos(.pi / 2 * (Double(step) - top) / (100 - top)), 2)
            #expect(abs(rate - expected) < 1e-14, "step \(step)")
        }
        #expect(schedule.rate(at: 100_000) == rates[100])
    }

    @Test(arguments: [0, 0.4, 1.0]) func everyShareGivesFiniteRates(_ share: Double) throws {
        let schedule = try schedule(#", "total_steps": 2, "pct_start": \#(share)"#)
        for step in 0..<5 { #expect((0...0.5).contains(schedule.rate(at: step))) }
    }
}
