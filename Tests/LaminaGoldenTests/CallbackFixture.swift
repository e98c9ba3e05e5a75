import LaminaSource
import LaminaTesting

@testable import LaminaTraining

/// A training run of one weight, for callbacks alone.
enum CallbackFixture {
    static func run(learningRate: Float = 0.01) throws -> TrainingRun {
        let text = """
            {
              "format": "lamina/1", "inputs": [{"name": "x", "shape": [1]}],
              "layers": [{"name": "d", "type": "Dense", "units": 1, "use_bias": false}],
              "training": {"loss": "mse", "optimizer": {"type": "SGD", "learning_rate": \(learningRate)}}
            }
            """
        let plan = try Model(SourceText(path: "one.json", text: text)).compile(CompileOptions(.training)).plan
        return TrainingRun(session: try Session(training: plan, weights: weights(0), seed: 0), folder: "", metadata: [])
    }

    static func weights(_ epoch: Int) -> Weights {
        Weights([Weights.Tensor(name: "d/kernel", sizes: [1, 1], values: [Float(epoch)])])
    }
}
