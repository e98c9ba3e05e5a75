import LaminaKit

/// The models that other runtimes are measured with too, under the same names.
struct Workload: Sendable {
    let name: String
    let inputSizes: [Int]
    let layers: String
    let output: String
    /// Nil for regression.
    let classes: Int?

    static let all = [
        Workload(
            name: "rnn513", inputSizes: [120, 14], layers: #"{ "type": "SimpleRNN", "units": 16 }, { "type": "Dense", "units": 1 }"#, output: "dense",
            classes: nil),
        Workload(
            name: "gru32", inputSizes: [120, 14], layers: #"{ "type": "GRU", "units": 32 }, { "type": "Dense", "units": 1 }"#, output: "dense",
            classes: nil),
        Workload(
            name: "lstm64x2", inputSizes: [120, 14],
            layers: #"{ "type": "LSTM", "units": 64, "return_sequences": true }, { "type": "LSTM", "units": 64 }, { "type": "Dense", "units": 1 }"#,
            output: "dense", classes: nil),
        Workload(
            name: "mlp", inputSizes: [784],
            layers: #"{ "type": "Dense", "units": 300, "activation": "relu" }, { "type": "Dense", "units": 100, "activation": "relu" }, "#
                + logits,
            output: "logits", classes: 10),
        Workload(
            name: "mlp_bn", inputSizes: [784], layers: [300, 100].map { #"{ "type": "Dense", "units": \#($0) }, \#(normalizedReLU), "# }.joined() + logits,
            output: "logits", classes: 10),
        Workload(
            name: "lenet", inputSizes: [28, 28, 1],
            layers: #"{ "type": "Conv2D", "filters": 6, "kernel_size": 5, "padding": "same", "activation": "relu" }, { "type": "MaxPooling2D" }, "#
                + #"{ "type": "Conv2D", "filters": 16, "kernel_size": 5, "activation": "relu" }, { "type": "MaxPooling2D" }, "#
                + #"{ "type": "Flatten" }, { "type": "Dense", "units": 120, "activation": "relu" }, "#
                + #"{ "type": "Dense", "units": 84, "activation": "relu" }, "# + logits,
            output: "logits", classes: 10),
        Workload(
            name: "cnn32", inputSizes: [32, 32, 3],
            layers: [32, 64, 128].map { filters in
                let block = #"{ "type": "Conv2D", "filters": \#(filters), "kernel_size": 3, "padding": "same" }, \#(normalizedReLU), "#
                return block + block + #"{ "type": "MaxPooling2D" }, "#
            }.joined() + #"{ "type": "Flatten" }, { "type": "Dense", "units": 128, "activation": "relu" }, "# + logits,
            output: "logits", classes: 10),
    ]

    private static let normalizedReLU = #"{ "type": "BatchNormalization" }, { "type": "Activation", "activation": "relu" }"#
    private static let logits = #"{ "type": "Dense", "name": "logits", "units": 10 }"#

    /// The model file. Classifiers end in logits when they train and in softmax when they predict, as in the peers' scripts.
    func text(isTraining: Bool) -> SourceText {
        let softmax = classes != nil && !isTraining ? #", { "type": "Activation", "activation": "softmax" }"# : ""
        let loss = classes == nil ? #""mse""# : #"{ "type": "SparseCategoricalCrossentropy", "from_logits": true }"#
        let training = isTraining ? #", "training": { "loss": \#(loss), "optimizer": "adam" }"# : ""
        let shape = inputSizes.map(String.init).joined(separator: ", ")
        return SourceText(
            path: "\(name).json",
            text: """
                { "format": "lamina/1", "name": "\(name)", "inputs": [{ "name": "x", "shape": [\(shape)] }],
                  "layers": [\(layers)\(softmax)]\(training) }
                """)
    }
}
