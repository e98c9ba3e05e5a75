import LaminaTesting

extension StandardLayersTests {
    static let merges: [LayerCheck] = [
        LayerCheck(#"{"type": "Subtract"}"#, inputs: [[3, 2], [3, 2]], parameters: 0, outputs: [3, 2]),
        LayerCheck(#"{"type": "Subtract"}"#, inputs: [[4], [3, 1]], outputs: [3, 4]),
        LayerCheck(#"{"type": "Multiply"}"#, inputs: [[3, 2], [3, 2], [3, 2]], parameters: 0, outputs: [3, 2]),
        LayerCheck(#"{"type": "Multiply"}"#, inputs: [[4, 3, 5], [1, 1, 5]], outputs: [4, 3, 5]),
        LayerCheck(#"{"type": "Multiply"}"#, inputs: [[4, 1, 5], [3, 1], [1]], outputs: [4, 3, 5]),
        LayerCheck(#"{"type": "Add"}"#, inputs: [[2, 17], [17]], parameters: 0, outputs: [2, 17]),
        LayerCheck(#"{"type": "Average"}"#, inputs: [[Int]](repeating: [4], count: 11), parameters: 0, outputs: [4]),
        LayerCheck(#"{"type": "Maximum"}"#, inputs: [[3, 5], [3, 5], [1, 5]], parameters: 0, outputs: [3, 5]),
        LayerCheck(#"{"type": "Minimum"}"#, inputs: [[7], [7]], parameters: 0, outputs: [7]),
        LayerCheck(#"{"type": "Dot", "axes": 1}"#, inputs: [[5], [5]], parameters: 0, outputs: [1]),
        LayerCheck(#"{"type": "Dot", "axes": -1, "normalize": true}"#, inputs: [[5], [5]], outputs: [1]),
        LayerCheck(#"{"type": "Dot", "axes": -1}"#, inputs: [[4, 19], [6, 19]], outputs: [4, 6]),
        LayerCheck(#"{"type": "Dot", "axes": [2, 1]}"#, inputs: [[9, 3], [3, 18]], outputs: [9, 18]),
        LayerCheck(#"{"type": "Dot", "axes": [1, 1]}"#, inputs: [[3, 10], [3, 5]], outputs: [10, 5]),
        LayerCheck(#"{"type": "Dot", "axes": [1, 2]}"#, inputs: [[3, 4], [5, 3]], outputs: [4, 5]),
        LayerCheck(#"{"type": "Dot", "axes": [2, -2], "normalize": true}"#, inputs: [[2, 3, 4], [3, 2]], outputs: [2, 4, 2]),
        LayerCheck(#"{"type": "Dot", "axes": [1, 2]}"#, inputs: [[3], [5, 3, 2]], outputs: [5, 2]),
    ]

    static let rectified: [LayerCheck] = [
        LayerCheck(#"{"type": "ReLU"}"#, inputs: [[3, 5]], parameters: 0, outputs: [3, 5]),
        LayerCheck(#"{"type": "ReLU", "max_value": 1, "negative_slope": 0.25, "threshold": 0.125}"#, inputs: [[7]]),
        LayerCheck(#"{"type": "LeakyReLU"}"#, inputs: [[7]], parameters: 0, outputs: [7]),
        LayerCheck(#"{"type": "ELU", "alpha": 0.5}"#, inputs: [[7]], parameters: 0, outputs: [7]),
        LayerCheck(#"{"type": "PReLU"}"#, inputs: [[7]], parameters: 7, outputs: [7]),
        LayerCheck(#"{"type": "PReLU", "shared_axes": [1, 2]}"#, inputs: [[4, 3, 5]], parameters: 5, outputs: [4, 3, 5]),
        LayerCheck(#"{"type": "PReLU", "shared_axes": [2]}"#, inputs: [[4, 3, 17]], parameters: 68),
        LayerCheck(#"{"type": "PReLU", "shared_axes": [1, 3]}"#, inputs: [[4, 3, 5]], parameters: 3),
        LayerCheck(#"{"type": "PReLU", "shared_axes": [1, 2, 3]}"#, inputs: [[4, 3, 5]], parameters: 1),
        LayerCheck(#"{"type": "Softmax"}"#, inputs: [[3, 5]], parameters: 0, outputs: [3, 5]),
        LayerCheck(#"{"type": "Softmax", "axis": 1}"#, inputs: [[3, 5, 2]], parameters: 0, outputs: [3, 5, 2]),
    ]

    static let rowNormalizations: [LayerCheck] = [
        LayerCheck(#"{"type": "LayerNormalization"}"#, inputs: [[5]], parameters: 10, outputs: [5], batch: 6),
        LayerCheck(#"{"type": "LayerNormalization", "center": false}"#, inputs: [[3, 33]], parameters: 33, outputs: [3, 33]),
        LayerCheck(#"{"type": "LayerNormalization", "scale": false, "epsilon": 0.1}"#, inputs: [[2, 3, 4]], parameters: 4),
        LayerCheck(#"{"type": "LayerNormalization", "scale": false, "center": false}"#, inputs: [[9]], parameters: 0),
        LayerCheck(#"{"type": "LayerNormalization", "axis": [2, 3]}"#, inputs: [[2, 3, 4]], parameters: 24),
        LayerCheck(#"{"type": "LayerNormalization", "axis": [-1, -2]}"#, inputs: [[3, 4]], parameters: 24),
        LayerCheck(#"{"type": "LayerNormalization", "rms_scaling": true}"#, inputs: [[3, 6]], parameters: 6),
        LayerCheck(#"{"type": "RMSNormalization"}"#, inputs: [[3, 17]], parameters: 17, outputs: [3, 17]),
        LayerCheck(#"{"type": "RMSNormalization", "axis": [1, 2], "epsilon": 0.5}"#, inputs: [[3, 4]], parameters: 12),
        LayerCheck(#"{"type": "UnitNormalization"}"#, inputs: [[3, 17]], parameters: 0, outputs: [3, 17]),
        LayerCheck(#"{"type": "UnitNormalization", "axis": [1, 2]}"#, inputs: [[3, 4]], parameters: 0),
        LayerCheck(#"{"type": "GroupNormalization", "groups": 2}"#, inputs: [[4, 3, 6]], parameters: 12, outputs: [4, 3, 6]),
        LayerCheck(#"{"type": "GroupNormalization", "groups": -1, "scale": false}"#, inputs: [[5, 17]], parameters: 17),
        LayerCheck(#"{"type": "GroupNormalization", "groups": 1, "center": false}"#, inputs: [[2, 2, 3]], parameters: 3),
        LayerCheck(#"{"type": "GroupNormalization", "groups": 3, "scale": false, "center": false}"#, inputs: [[12]], parameters: 0, outputs: [12]),
    ]

    static let rearrangements: [LayerCheck] = [
        LayerCheck(#"{"type": "Permute", "dims": [2, 1]}"#, inputs: [[5, 3]], parameters: 0, outputs: [3, 5]),
        LayerCheck(#"{"type": "Permute", "dims": [2, 1, 3]}"#, inputs: [[5, 3, 18]], outputs: [3, 5, 18]),
        LayerCheck(#"{"type": "Permute", "dims": [3, 1, 2]}"#, inputs: [[5, 3, 4]], outputs: [4, 5, 3]),
        LayerCheck(#"{"type": "Permute", "dims": [5, 3, 1, 4, 2]}"#, inputs: [[2, 3, 4, 2, 3]], outputs: [3, 4, 2, 2, 3]),
        LayerCheck(#"{"type": "Permute", "dims": [1, 2]}"#, inputs: [[5, 3]], outputs: [5, 3]),
        LayerCheck(#"{"type": "RepeatVector", "n": 4}"#, inputs: [[5]], parameters: 0, outputs: [4, 5]),
        LayerCheck(#"{"type": "Cropping1D"}"#, inputs: [[5, 3]], parameters: 0, outputs: [3, 3]),
        LayerCheck(#"{"type": "Cropping1D", "cropping": [0, 2]}"#, inputs: [[5, 3]], outputs: [3, 3]),
        LayerCheck(#"{"type": "Cropping2D", "cropping": [[1, 2], [0, 1]]}"#, inputs: [[5, 4, 3]], parameters: 0, outputs: [2, 3, 3]),
        LayerCheck(#"{"type": "Cropping2D", "cropping": 1}"#, inputs: [[5, 4, 3]], outputs: [3, 2, 3]),
        LayerCheck(#"{"type": "Cropping2D"}"#, inputs: [[5, 4, 3]], outputs: [5, 4, 3]),
        LayerCheck(#"{"type": "ZeroPadding1D", "padding": [2, 1]}"#, inputs: [[3, 5]], parameters: 0, outputs: [6, 5]),
        LayerCheck(#"{"type": "ZeroPadding2D"}"#, inputs: [[3, 2, 5]], parameters: 0, outputs: [5, 4, 5]),
        LayerCheck(#"{"type": "ZeroPadding2D", "padding": [[0, 2], 1]}"#, inputs: [[3, 2, 5]], outputs: [5, 4, 5]),
        LayerCheck(#"{"type": "UpSampling1D", "size": 3}"#, inputs: [[3, 5]], parameters: 0, outputs: [9, 5]),
        LayerCheck(#"{"type": "UpSampling2D", "size": [2, 3]}"#, inputs: [[3, 2, 5]], parameters: 0, outputs: [6, 6, 5]),
        LayerCheck(#"{"type": "UpSampling2D"}"#, inputs: [[3, 2, 1]], outputs: [6, 4, 1]),
    ]

    static let noises: [LayerCheck] = [
        LayerCheck(#"{"type": "SpatialDropout1D", "rate": 0.4}"#, inputs: [[4, 5]], parameters: 0, outputs: [4, 5], isRandomInTraining: true),
        LayerCheck(#"{"type": "SpatialDropout2D", "rate": 0.4}"#, inputs: [[3, 4, 5]], parameters: 0, outputs: [3, 4, 5], isRandomInTraining: true),
        LayerCheck(#"{"type": "GaussianNoise", "stddev": 0.4}"#, inputs: [[4, 5]], parameters: 0, outputs: [4, 5], isRandomInTraining: true),
        LayerCheck(#"{"type": "GaussianDropout", "rate": 0.3}"#, inputs: [[4, 25]], parameters: 0, outputs: [4, 25], isRandomInTraining: true),
        LayerCheck(#"{"type": "AlphaDropout", "rate": 0.3}"#, inputs: [[4, 5]], parameters: 0, outputs: [4, 5], isRandomInTraining: true),
    ]

    /// With a seed whose variances are positive: a check draws them like other weights.
    static let scalings: [LayerCheck] = [
        LayerCheck(#"{"type": "Rescaling", "scale": 0.25, "offset": -1}"#, inputs: [[4, 5]], parameters: 0, outputs: [4, 5]),
        LayerCheck(#"{"type": "Normalization"}"#, inputs: [[3]], parameters: 7, outputs: [3], seed: 8),
        LayerCheck(#"{"type": "Normalization", "mean": [1, 2, 3], "variance": [4, 0.25, 1]}"#, inputs: [[4, 3]], parameters: 0, outputs: [4, 3]),
        LayerCheck(#"{"type": "Normalization", "mean": 1, "variance": 4, "invert": true}"#, inputs: [[70]], parameters: 0),
        LayerCheck(#"{"type": "ActivityRegularization", "l2": 0.1}"#, inputs: [[4, 5]], parameters: 0, outputs: [4, 5], isRandomInTraining: true),
        LayerCheck(#"{"type": "Dense", "units": 3, "activity_regularizer": "l2"}"#, inputs: [[5]], parameters: 18, outputs: [3], isRandomInTraining: true),
        LayerCheck(#"{"type": "Embedding", "input_dim": 7, "output_dim": 3}"#, inputs: [[5]], parameters: 21, outputs: [5, 3], batch: 4, indices: 7),
        LayerCheck(#"{"type": "Embedding", "input_dim": 1, "output_dim": 17}"#, inputs: [[2, 2]], parameters: 17, outputs: [2, 2, 17], indices: 1),
    ]

    static let largeShelf: [LayerCheck] = [
        LayerCheck(#"{"type": "Dot", "axes": -1}"#, inputs: [[20, 30], [25, 30]], batch: 6),
        LayerCheck(#"{"type": "LayerNormalization"}"#, inputs: [[40, 70]], batch: 9),
        LayerCheck(#"{"type": "GroupNormalization", "groups": 4}"#, inputs: [[12, 12, 40]], batch: 5),
        LayerCheck(#"{"type": "PReLU", "shared_axes": [1]}"#, inputs: [[90, 40]], batch: 12),
        LayerCheck(#"{"type": "Permute", "dims": [3, 1, 2]}"#, inputs: [[12, 20, 18]], batch: 5),
        LayerCheck(#"{"type": "UpSampling2D"}"#, inputs: [[16, 16, 10]], batch: 5),
        LayerCheck(#"{"type": "GaussianDropout", "rate": 0.5}"#, inputs: [[90, 40]], batch: 12, isRandomInTraining: true),
        LayerCheck(#"{"type": "Embedding", "input_dim": 300, "output_dim": 40}"#, inputs: [[90]], batch: 12, indices: 300),
        LayerCheck(#"{"type": "Activation", "activation": "sparsemax"}"#, inputs: [[130, 60]], batch: 9),
    ]
}
