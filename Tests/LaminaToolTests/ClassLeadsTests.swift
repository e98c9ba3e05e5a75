import Foundation
import Lamina
import Testing

@testable import LaminaTool

@Suite struct ClassLeadsTests {
    private static func check(_ leads: [Double], _ expected: [Double]) {
        #expect(leads.count == expected.count && zip(leads, expected).allSatisfy { abs($0 - $1) < 1e-6 }, "\(leads)")
    }

    @Test func logitsCountByTheirProbabilities() {
        let classes = ClassLeads(.classNumber, takesLogits: true)
        Self.check(classes.of([Float(log(2.0)) + 50, 50, 50]), [0.25, -0.25, -0.25])
        Self.check(classes.of([0, -1e30, 1000]), [-1, -1, 1])
        // σ(ln 3) is 3/4.
        Self.check(ClassLeads(.yesOrNo(threshold: 0), takesLogits: true).of([Float(log(3.0))]), [-0.5, 0.5])
    }

    @Test func scoresCountByTheirShare() {
        let classes = ClassLeads(.distribution, takesLogits: false)
        Self.check(classes.of([0.7, 0.2, 0.1]), [0.5, -0.5, -0.6])
        Self.check(classes.of([7, 2, 1]), [0.5, -0.5, -0.6])
        Self.check(classes.of([-3, 2, 0]), [-1, 1, -1])
        Self.check(classes.of([0, 0]), [0, 0])
        Self.check(classes.of([-1000, -1, -1000]), [-1, 1, -1])
        Self.check(classes.of([.infinity, .infinity]), [0, 0])
        Self.check(ClassLeads(.yesOrNo(threshold: 0.5), takesLogits: false).of([0.9]), [-0.8, 0.8])
    }

    @Test(arguments: ["BinaryCrossentropy", "BinaryFocalCrossentropy", "CategoricalCrossentropy", "SparseCategoricalCrossentropy"])
    func aLossSaysWhetherItTakesLogits(_ type: String) throws {
        for takesLogits in [false, true] {
            let isBinary = type.hasPrefix("Binary")
            let text = """
                { "format": "lamina/1", "inputs": [{ "name": "x", "shape": [2] }],
                  "layers": [{ "name": "c", "type": "Dense", "units": \(isBinary ? 1 : 3) }],
                  "training": { "loss": { "type": "\(type)", "from_logits": \(takesLogits) }, "optimizer": "adam" } }
                """
            let model = try Model(SourceText(path: "net.json", text: text), registry: Registry(LaminaTool.standardPacks))
            let loss = try #require(model.graph.training?.objectives.first?.objective.loss)
            #expect(loss.takesLogits == takesLogits)
        }
    }
}
