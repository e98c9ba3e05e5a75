import LaminaCompiler
import LaminaKit
import LaminaTraining
import Testing

@Suite struct LogNamesTests {
    /// What validation believes that an epoch reports is what plans report.
    @Test(arguments: [#"["y"]"#, #"["hidden", "y"]"#]) func namesAreThoseOfThePlan(outputs: String) throws {
        let isSingle = outputs == #"["y"]"#
        let loss = isSingle ? #""mse""# : #"{ "hidden": "mae", "y": "mse" }"#
        let metrics = isSingle ? #"["mae", "mse"]"# : #"{ "y": ["mae"] }"#
        let text = """
            { "format": "lamina/1", "inputs": [{ "name": "x", "shape": [3] }], "outputs": \(outputs),
              "layers": [{ "name": "hidden", "type": "Dense", "units": 2 }, { "name": "y", "type": "Dense", "units": 1 }],
              "training": { "loss": \(loss), "optimizer": "adam", "metrics": \(metrics) } }
            """
        let graph = try TypedGraph.resolve(SourceText(path: "net.json", text: text), registry: Fixtures.registry).get()
        let plan = try graph.compile(CompileOptions(.evaluation), registry: Fixtures.registry).plan
        #expect(graph.logNames == plan.outputs.map(\.name))
    }
}
