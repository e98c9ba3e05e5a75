import LaminaTesting
import Testing

/// Every layer of the standard pack in several configurations.
@Suite struct StandardLayersTests {
    @Test(arguments: all) func keepsItsPromises(_ check: LayerCheck) {
        #expect(check.failures() == [])
    }

    /// A layer that is registered and not checked here is a hole.
    @Test func everyLayerIsChecked() {
        let checked = Self.all.map(\.layer).joined()
        let missing = Registry.standard.components(of: .layer).map { $0.typeName }.filter { !checked.contains("\"\($0)\"") }
        #expect(missing == [])
    }

    static let all =
        dense + recurrent + wrappers + models + shapes + merges + rectified + convolutions + channelConvolutions + poolings + normalizations
        + rowNormalizations + rearrangements + noises + scalings + attentions + large + largeShelf

    /// Enough work for each kernel that two threads share it.
    static let large: [LayerCheck] = [
        LayerCheck(#"{"type": "Dense", "units": 96, "activation": "tanh"}"#, inputs: [[64]], batch: 200, weightScale: 0.1),
        LayerCheck(#"{"type": "Dense", "units": 10, "activation": "softmax"}"#, inputs: [[30, 16]], batch: 70, weightScale: 0.3),
        LayerCheck(#"{"type": "Activation", "activation": "gelu"}"#, inputs: [[130, 60]], batch: 9),
        LayerCheck(#"{"type": "SimpleRNN", "units": 12}"#, inputs: [[5, 8]], batch: 70, weightScale: 0.3),
        LayerCheck(#"{"type": "GRU", "units": 12, "return_sequences": true}"#, inputs: [[5, 8]], batch: 70, weightScale: 0.3),
        LayerCheck(#"{"type": "LSTM", "units": 12, "go_backwards": true}"#, inputs: [[5, 8]], batch: 70, weightScale: 0.3),
        LayerCheck(#"{"type": "Concatenate"}"#, inputs: [[90, 30], [90, 40]], batch: 12),
        LayerCheck(#"{"type": "Dropout", "rate": 0.5}"#, inputs: [[90, 40]], batch: 12, isRandomInTraining: true),
        LayerCheck(#"{"type": "Conv2D", "filters": 20, "kernel_size": 3, "padding": "same", "activation": "tanh"}"#, inputs: [[12, 12, 16]], batch: 6, weightScale: 0.1),
        LayerCheck(
            #"{"type": "DepthwiseConv2D", "kernel_size": 3, "padding": "same", "activation": "tanh"}"#, inputs: [[12, 12, 40]], batch: 6,
            weightScale: 0.3),
        LayerCheck(#"{"type": "MaxPooling2D"}"#, inputs: [[16, 16, 20]], batch: 8),
        LayerCheck(#"{"type": "BatchNormalization", "epsilon": 1}"#, inputs: [[12, 12, 40]], batch: 5, isRandomInTraining: true),
    ]

    static let models: [LayerCheck] = {
        let parts = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(2).joined(separator: "/") + "/Golden/parts"
        return [
            LayerCheck(#"{"type": "Model", "file": "\#(parts)/encoder.json"}"#, inputs: [[3]], parameters: 60, outputs: [4]),
            LayerCheck(#"{"type": "Model", "file": "\#(parts)/sequence.json"}"#, inputs: [[5, 3]], batch: 4),
        ]
    }()

    static let dense: [LayerCheck] = [
        LayerCheck(#"{"type": "Dense", "units": 3}"#, inputs: [[5]], parameters: 18, outputs: [3]),
        LayerCheck(#"{"type": "Dense", "units": 4, "use_bias": false, "activation": "tanh"}"#, inputs: [[3]], parameters: 12, outputs: [4]),
        LayerCheck(#"{"type": "Dense", "units": 1, "activation": "sigmoid"}"#, inputs: [[1]], parameters: 2, batch: 1),
        LayerCheck(#"{"type": "Dense", "units": 2, "activation": "softmax"}"#, inputs: [[2, 3]], parameters: 8, outputs: [2, 2]),
        LayerCheck(#"{"type": "Dense", "units": 65, "activation": "silu"}"#, inputs: [[33]], parameters: 2210, batch: 17),
        LayerCheck(#"{"type": "Dense", "units": 300, "activation": "gelu"}"#, inputs: [[40]], parameters: 12300, batch: 9, weightScale: 0.2),
    ] + activations

    static let activations: [LayerCheck] = Registry.standard.components(of: .activation).map { $0.typeName }.flatMap { name in
        let spec = name == "threshold" ? #"{"type": "threshold", "threshold": 0.2, "default_value": -1}"# : "\"\(name)\""
        return [
            LayerCheck(#"{"type": "Dense", "units": 4, "activation": \#(spec)}"#, inputs: [[3]], parameters: 16, batch: 4),
            LayerCheck(#"{"type": "Activation", "activation": \#(spec)}"#, inputs: [[3, name == "glu" ? 10 : 5]], parameters: 0, outputs: [3, 5]),
        ]
    }

    static let recurrent: [LayerCheck] =
        cell(#""SimpleRNN""#, parameters: 3 * 4 + 4 * 4 + 4) + cell(#""GRU""#, parameters: 3 * 12 + 4 * 12 + 24)
        + cell(#""GRU", "reset_after": false"#, parameters: 3 * 12 + 4 * 12 + 12) + cell(#""LSTM""#, parameters: 3 * 16 + 4 * 16 + 16)

    private static func cell(_ type: String, parameters: Int) -> [LayerCheck] {
        func layer(_ fields: String) -> String { "{\"type\": \(type), \(fields)}" }
        let last = layer(#""units": 4"#)
        let sequence = layer(#""units": 4, "return_sequences": true"#)
        let backwards = layer(#""units": 4, "go_backwards": true"#)
        let backwardsSequence = layer(#""units": 5, "go_backwards": true, "return_sequences": true, "activation": "softsign""#)
        return [
            LayerCheck(last, inputs: [[5, 3]], parameters: parameters, outputs: [4]),
            LayerCheck(sequence, inputs: [[5, 3]], parameters: parameters, outputs: [5, 4]),
            LayerCheck(backwards, inputs: [[1, 3]], parameters: parameters, batch: 1),
            LayerCheck(backwardsSequence, inputs: [[4, 2]], outputs: [4, 5], batch: 11),
            LayerCheck(layer(#""units": 3, "stateful": true"#), inputs: [[4, 2]], outputs: [3]),
            LayerCheck(layer(#""units": 1, "use_bias": false"#), inputs: [[3, 1]], outputs: [1], batch: 2),
            LayerCheck(layer(#""units": 4, "return_state": true"#), inputs: [[3, 2], [4]] + (type.contains("LSTM") ? [[4]] : []), outputs: [4]),
            LayerCheck(layer(#""units": 4, "dropout": 0.4"#), inputs: [[5, 3]], parameters: parameters, outputs: [4], isRandomInTraining: true),
            LayerCheck(
                layer(#""units": 5, "recurrent_dropout": 0.3, "return_sequences": true"#), inputs: [[4, 3]], outputs: [4, 5], isRandomInTraining: true),
            LayerCheck(
                layer(#""units": 4, "dropout": 0.3, "recurrent_dropout": 0.4, "go_backwards": true"#), inputs: [[5, 3]], parameters: parameters,
                outputs: [4], isRandomInTraining: true),
            LayerCheck(layer(#""units": 20"#), inputs: [[7, 6]], outputs: [20], batch: 19, weightScale: 0.4),
        ]
    }

    static let wrappers: [LayerCheck] =
        ["concat", "sum", "mul", "ave", "none"].map { mode in
            LayerCheck(
                #"{"type": "Bidirectional", "merge_mode": "\#(mode)", "layer": {"type": "GRU", "units": 3, "return_sequences": true}}"#,
                inputs: [[4, 2]], parameters: 2 * (2 * 9 + 3 * 9 + 18), outputs: [4, mode == "concat" ? 6 : 3])
        } + [
            LayerCheck(#"{"type": "Bidirectional", "layer": {"type": "LSTM", "units": 2}}"#, inputs: [[4, 2], [2], [2], [2], [2]], outputs: [4]),
            LayerCheck(#"{"type": "TimeDistributed", "layer": {"type": "Dense", "units": 3}}"#, inputs: [[4, 5]], parameters: 18, outputs: [4, 3]),
            LayerCheck(#"{"type": "TimeDistributed", "layer": {"type": "SimpleRNN", "units": 3}}"#, inputs: [[2, 4, 5]], parameters: 27, outputs: [2, 3]),
            LayerCheck(
                #"{"type": "TimeDistributed", "layer": {"type": "Conv2D", "filters": 2, "kernel_size": 3}}"#, inputs: [[3, 5, 4, 2]],
                parameters: 38, outputs: [3, 3, 2, 2]),
        ]

    static let shapes: [LayerCheck] = [
        LayerCheck(#"{"type": "Flatten"}"#, inputs: [[2, 3, 2]], parameters: 0, outputs: [12]),
        LayerCheck(#"{"type": "Reshape", "target_shape": [3, -1]}"#, inputs: [[2, 6]], parameters: 0, outputs: [3, 4]),
        LayerCheck(#"{"type": "Masking", "mask_value": 0.5}"#, inputs: [[3, 5]], parameters: 0, outputs: [3, 5]),
        LayerCheck(#"{"type": "Add"}"#, inputs: [[3, 2], [3, 2]], parameters: 0, outputs: [3, 2]),
        LayerCheck(#"{"type": "Add"}"#, inputs: [[Int]](repeating: [4], count: 11), parameters: 0, outputs: [4]),
        LayerCheck(#"{"type": "Concatenate"}"#, inputs: [[3], [1], [5]], parameters: 0, outputs: [9]),
        LayerCheck(#"{"type": "Concatenate", "axis": 1}"#, inputs: [[2, 3], [4, 3]], parameters: 0, outputs: [6, 3]),
        LayerCheck(#"{"type": "Concatenate", "axis": -2}"#, inputs: [[2, 1, 3], [2, 2, 3]], parameters: 0, outputs: [2, 3, 3]),
        LayerCheck(#"{"type": "Dropout", "rate": 0.4}"#, inputs: [[4, 5]], parameters: 0, outputs: [4, 5], isRandomInTraining: true),
        LayerCheck(#"{"type": "Dropout", "rate": 0}"#, inputs: [[6]], parameters: 0, outputs: [6]),
    ]
}
