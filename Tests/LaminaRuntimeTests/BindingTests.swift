import Testing

@testable import LaminaRuntime

@Suite struct BindingTests {
    private func predict(_ session: inout Session, rest: Int, outputs: Int) throws {
        let (words, rest) = ([Float](repeating: 1, count: 4), [Float](repeating: 1, count: rest))
        var output = [Float](repeating: 0, count: outputs)
        var span = output.mutableSpan
        try session.predict(words.span, rest.span, into: &span)
    }

    /// The caller's memory is only lent: what was bound before a mistake was found is forgotten with it.
    @Test func afterAMistakeNothingIsBound() throws {
        let (plan, weights) = try PlanFixture.twoInputs.compile()
        var session = Session(try LoadedModel(plan, weights: weights))
        for (rest, outputs) in [(1, 2), (2, 1)] {
            #expect(throws: RunError.self) { try predict(&session, rest: rest, outputs: outputs) }
            let bound = session.boundPorts
            #expect(bound == 0)
        }
        try predict(&session, rest: 2, outputs: 2)
    }
}
