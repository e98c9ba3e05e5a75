import LaminaTesting

extension StandardLayersTests {
    static let convolutions: [LayerCheck] = [
        LayerCheck(#"{"type": "Conv2D", "filters": 4, "kernel_size": 3}"#, inputs: [[5, 6, 2]], parameters: 76, outputs: [3, 4, 4]),
        LayerCheck(
            #"{"type": "Conv2D", "filters": 3, "kernel_size": [2, 3], "padding": "same", "activation": "tanh"}"#, inputs: [[4, 5, 1]], parameters: 21,
            outputs: [4, 5, 3]),
        LayerCheck(
            #"{"type": "Conv2D", "filters": 33, "kernel_size": 3, "strides": [2, 3], "padding": "same", "use_bias": false}"#, inputs: [[7, 8, 17]],
            parameters: 5049, outputs: [4, 3, 33], weightScale: 0.2),
        LayerCheck(
            #"{"type": "Conv2D", "filters": 6, "kernel_size": 3, "groups": 2, "activation": "relu"}"#, inputs: [[6, 5, 4]], parameters: 114,
            outputs: [4, 3, 6]),
        LayerCheck(
            #"{"type": "Conv2D", "filters": 2, "kernel_size": 3, "dilation_rate": 2, "padding": "same"}"#, inputs: [[6, 7, 3]], outputs: [6, 7, 2]),
        LayerCheck(#"{"type": "Conv2D", "filters": 5, "kernel_size": 1, "activation": "sigmoid"}"#, inputs: [[3, 4, 2]], parameters: 15),
        LayerCheck(#"{"type": "Conv2D", "filters": 5, "kernel_size": 1, "strides": 2}"#, inputs: [[5, 4, 2]], outputs: [3, 2, 5]),
        LayerCheck(#"{"type": "Conv1D", "filters": 4, "kernel_size": 3, "activation": "softmax"}"#, inputs: [[7, 2]], parameters: 28, outputs: [5, 4]),
        LayerCheck(#"{"type": "Conv1D", "filters": 6, "kernel_size": 3, "activation": "glu"}"#, inputs: [[7, 2]], parameters: 42, outputs: [5, 3]),
        LayerCheck(#"{"type": "Conv1D", "filters": 4, "kernel_size": 3, "padding": "causal", "dilation_rate": 2}"#, inputs: [[7, 2]], outputs: [7, 4]),
        LayerCheck(#"{"type": "Conv1D", "filters": 4, "kernel_size": 4, "padding": "same", "strides": 2}"#, inputs: [[9, 3]], outputs: [5, 4]),
    ]

    static let channelConvolutions: [LayerCheck] = [
        LayerCheck(#"{"type": "DepthwiseConv2D", "kernel_size": 3}"#, inputs: [[5, 6, 2]], parameters: 20, outputs: [3, 4, 2]),
        LayerCheck(
            #"{"type": "DepthwiseConv2D", "kernel_size": [3, 2], "strides": [2, 3], "padding": "same", "use_bias": false, "activation": "tanh"}"#,
            inputs: [[7, 8, 19]], parameters: 114, outputs: [4, 3, 19]),
        LayerCheck(
            #"{"type": "DepthwiseConv2D", "kernel_size": 2, "dilation_rate": [2, 1], "depth_multiplier": 3, "activation": "sigmoid"}"#,
            inputs: [[5, 4, 3]], parameters: 45, outputs: [3, 3, 9]),
        LayerCheck(#"{"type": "DepthwiseConv1D", "kernel_size": 3, "strides": 2, "depth_multiplier": 2}"#, inputs: [[8, 3]], parameters: 24, outputs: [3, 6]),
        LayerCheck(
            #"{"type": "SeparableConv2D", "filters": 5, "kernel_size": 3, "padding": "same", "activation": "tanh"}"#, inputs: [[4, 5, 3]],
            parameters: 47, outputs: [4, 5, 5]),
        LayerCheck(
            #"{"type": "SeparableConv2D", "filters": 4, "kernel_size": 2, "strides": 2, "depth_multiplier": 2, "use_bias": false}"#,
            inputs: [[5, 6, 3]], parameters: 48, outputs: [2, 3, 4]),
        LayerCheck(
            #"{"type": "SeparableConv1D", "filters": 4, "kernel_size": 3, "dilation_rate": 2, "activation": "softmax"}"#, inputs: [[7, 2]],
            parameters: 18, outputs: [3, 4]),
        LayerCheck(#"{"type": "Conv2DTranspose", "filters": 4, "kernel_size": 3, "strides": 2}"#, inputs: [[3, 4, 2]], parameters: 76, outputs: [7, 9, 4]),
        LayerCheck(
            #"{"type": "Conv2DTranspose", "filters": 3, "kernel_size": [2, 4], "strides": [3, 2], "padding": "same", "activation": "tanh"}"#,
            inputs: [[3, 4, 5]], parameters: 123, outputs: [9, 8, 3]),
        LayerCheck(
            #"{"type": "Conv2DTranspose", "filters": 2, "kernel_size": 3, "strides": 2, "padding": "same", "output_padding": [0, 1], "use_bias": false}"#,
            inputs: [[4, 3, 17]], parameters: 306, outputs: [7, 6, 2]),
        LayerCheck(#"{"type": "Conv2DTranspose", "filters": 2, "kernel_size": 3, "dilation_rate": 2}"#, inputs: [[3, 4, 2]], outputs: [7, 8, 2]),
        LayerCheck(
            #"{"type": "Conv1DTranspose", "filters": 4, "kernel_size": 2, "strides": 3, "activation": "softmax"}"#, inputs: [[4, 3]], parameters: 28,
            outputs: [12, 4]),
    ]

    static let poolings: [LayerCheck] = ["Max", "Average"].flatMap { kind in
        [
            LayerCheck(#"{"type": "\#(kind)Pooling2D", "pool_size": 2}"#, inputs: [[6, 4, 3]], parameters: 0, outputs: [3, 2, 3]),
            LayerCheck(#"{"type": "\#(kind)Pooling2D", "pool_size": [3, 2], "strides": 2, "padding": "same"}"#, inputs: [[5, 7, 17]], outputs: [3, 4, 17]),
            LayerCheck(#"{"type": "\#(kind)Pooling2D", "pool_size": 3, "strides": 1}"#, inputs: [[5, 4, 2]], outputs: [3, 2, 2]),
            LayerCheck(#"{"type": "\#(kind)Pooling1D", "pool_size": 2, "padding": "same"}"#, inputs: [[5, 3]], outputs: [3, 3]),
            LayerCheck(#"{"type": "Global\#(kind)Pooling2D"}"#, inputs: [[4, 3, 5]], outputs: [5]),
            LayerCheck(#"{"type": "Global\#(kind)Pooling2D", "keepdims": true}"#, inputs: [[4, 3, 5]], outputs: [1, 1, 5]),
            LayerCheck(#"{"type": "Global\#(kind)Pooling1D", "keepdims": true}"#, inputs: [[4, 3]], outputs: [1, 3]),
            LayerCheck(#"{"type": "Global\#(kind)Pooling1D"}"#, inputs: [[4, 3]], outputs: [3]),
        ]
    }

    /// With an epsilon that makes every variance positive: a check draws them like other weights.
    static let normalizations: [LayerCheck] = [
        LayerCheck(
            #"{"type": "BatchNormalization", "epsilon": 1}"#, inputs: [[5]], parameters: 20, outputs: [5], batch: 6, isRandomInTraining: true),
        LayerCheck(
            #"{"type": "BatchNormalization", "epsilon": 1, "center": false}"#, inputs: [[3, 4, 17]], parameters: 51, outputs: [3, 4, 17],
            isRandomInTraining: true),
        LayerCheck(#"{"type": "BatchNormalization", "epsilon": 1, "scale": false}"#, inputs: [[3, 4]], parameters: 12, isRandomInTraining: true),
        LayerCheck(#"{"type": "BatchNormalization", "epsilon": 1, "trainable": false}"#, inputs: [[3, 4]], parameters: 16),
    ]
}
