import LaminaCompiler
import LaminaKit
import LaminaStandardPack

/// Small models in text, resolved and compiled.
enum Models {
    static let registry = try! Registry([StandardPack()])

    static func resolve(_ text: String) -> Resolution {
        TypedGraph.resolve(SourceText(path: "model.json", text: text), registry: registry)
    }

    static func graph(_ text: String) throws -> TypedGraph {
        try resolve(text).get()
    }

    static let stackedGRU = """
        { "format": "lamina/1", "inputs": [{ "name": "x", "shape": [null, 3], "max_steps": 9 }],
          "layers": [
            { "name": "first", "type": "GRU", "units": 5, "return_sequences": true, "kernel_regularizer": "l2" },
            { "name": "drop", "type": "Dropout", "rate": 0.3 },
            { "name": "second", "type": "LSTM", "units": 4 },
            { "name": "joined", "type": "Dense", "units": 2, "activation": "softmax" } ],
          "training": { "loss": "categorical_crossentropy", "optimizer": { "type": "adam", "global_clipnorm": 1.0 }, "metrics": ["accuracy"] } }
        """

    static let branches = """
        { "format": "lamina/1", "inputs": [{ "name": "a", "shape": [6] }, { "name": "b", "shape": [6] }],
          "layers": [
            { "name": "left", "type": "Dense", "units": 6, "activation": "relu", "inputs": ["a"] },
            { "name": "right", "type": "Dense", "units": 6, "inputs": ["b"] },
            { "name": "sum", "type": "Add", "inputs": ["left", "right", "a"] },
            { "name": "both", "type": "Concatenate", "inputs": ["sum", "left"] },
            { "name": "flat", "type": "Flatten" } ],
          "outputs": ["flat", "left"],
          "training": { "loss": { "flat": "mse", "left": "mae" }, "optimizer": "sgd" } }
        """
}
