import Lamina

/// Models that together use every kind of kernel.
enum Models {
    static func text(_ name: String) -> String? {
        switch name {
        case "recurrent": recurrent
        case "graph": graph
        case "wide": wide
        default: nil
        }
    }

    private static let recurrent = """
        {
          "format": "lamina/1",
          "inputs": [{ "name": "x", "shape": [12, 6] }],
          "layers": [
            { "type": "LSTM", "units": 16, "return_sequences": true },
            { "type": "GRU", "units": 9, "return_sequences": true, "go_backwards": true, "stateful": true },
            { "type": "SimpleRNN", "units": 20, "recurrent_regularizer": "l2" },
            { "type": "Dense", "units": 3, "activation": "softmax" }
          ],
          "training": {
            "loss": "sparse_categorical_crossentropy", "metrics": ["accuracy"],
            "optimizer": { "type": "Adam", "amsgrad": true, "global_clipnorm": 1.0, "weight_decay": 0.01 }
          }
        }
        """

    private static let graph = """
        {
          "format": "lamina/1",
          "inputs": [{ "name": "x", "shape": [8, 4] }],
          "layers": [
            { "name": "flat", "type": "Flatten" },
            { "name": "a", "type": "Dense", "units": 32, "activation": "gelu" },
            { "name": "b", "type": "Dense", "units": 32, "activation": "mish", "inputs": ["flat"], "kernel_regularizer": "l1" },
            { "name": "sum", "type": "Add", "inputs": ["a", "b"] },
            { "name": "all", "type": "Concatenate", "inputs": ["sum", "flat"] },
            { "name": "drop", "type": "Dropout", "rate": 0.3 },
            { "name": "shape", "type": "Reshape", "target_shape": [16, 4] },
            { "name": "out", "type": "Dense", "units": 1, "activation": "sigmoid" }
          ],
          "training": {
            "loss": "binary_crossentropy", "metrics": ["mae", "mse"],
            "optimizer": { "type": "RMSprop", "momentum": 0.5, "centered": true, "clipnorm": 0.5 }
          }
        }
        """

    private static let wide = """
        {
          "format": "lamina/1",
          "inputs": [{ "name": "x", "shape": [784] }],
          "layers": [
            { "type": "Dense", "units": 512, "activation": "relu" },
            { "type": "Dense", "units": 512, "activation": "tanh" },
            { "type": "Dense", "units": 10 }
          ],
          "training": { "loss": "mse", "optimizer": { "type": "SGD", "momentum": 0.9, "nesterov": true, "clipvalue": 0.1 } }
        }
        """
}
