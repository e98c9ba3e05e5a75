import LaminaTesting

extension StandardLayersTests {
    /// MultiHeadAttention without biases: the key's has no influence, and its gradient is nothing but rounding. The goldens have them.
    static let attentions: [LayerCheck] = [
        LayerCheck(#"{"type": "Attention"}"#, inputs: [[3, 4], [5, 4]], parameters: 0, outputs: [3, 4]),
        LayerCheck(#"{"type": "Attention", "use_scale": true}"#, inputs: [[3, 4], [5, 2], [5, 4]], parameters: 1, outputs: [3, 2]),
        LayerCheck(#"{"type": "Attention", "use_causal_mask": true}"#, inputs: [[4, 3], [4, 3]], parameters: 0, outputs: [4, 3]),
        LayerCheck(#"{"type": "Attention", "score_mode": "concat"}"#, inputs: [[3, 4], [5, 4]], parameters: 1, outputs: [3, 4]),
        LayerCheck(
            #"{"type": "Attention", "score_mode": "concat", "use_scale": true}"#, inputs: [[1, 4], [2, 4]], parameters: 2, outputs: [1, 4], batch: 1),
        LayerCheck(#"{"type": "Attention", "dropout": 0.3}"#, inputs: [[3, 4], [5, 4]], parameters: 0, outputs: [3, 4], isRandomInTraining: true),
        LayerCheck(#"{"type": "AdditiveAttention"}"#, inputs: [[3, 4], [5, 4]], parameters: 4, outputs: [3, 4]),
        LayerCheck(#"{"type": "AdditiveAttention", "use_scale": false, "use_causal_mask": true}"#, inputs: [[3, 4], [3, 1], [3, 4]], parameters: 0, outputs: [3, 1]),
        LayerCheck(#"{"type": "MultiHeadAttention", "num_heads": 2, "key_dim": 3, "use_bias": false}"#, inputs: [[4, 5]], parameters: 120, outputs: [4, 5]),
        LayerCheck(
            #"{"type": "MultiHeadAttention", "num_heads": 2, "key_dim": 3, "value_dim": 4, "use_gate": true, "use_bias": false}"#, inputs: [[3, 5], [4, 2]],
            parameters: 30 + 12 + 40 + 16 + 40, outputs: [3, 5]),
        LayerCheck(
            #"{"type": "MultiHeadAttention", "num_heads": 3, "key_dim": 1, "use_bias": false, "output_shape": [2, 3], "use_causal_mask": true}"#,
            inputs: [[3, 2], [4, 3], [4, 5]], parameters: 6 + 15 + 9 + 18, outputs: [3, 2, 3]),
        LayerCheck(
            #"{"type": "MultiHeadAttention", "num_heads": 1, "key_dim": 2, "sliding_window": 2, "dropout": 0.4, "use_bias": false}"#, inputs: [[5, 3]], outputs: [5, 3],
            isRandomInTraining: true),
        LayerCheck(#"{"type": "PositionEmbedding", "sequence_length": 6}"#, inputs: [[4, 3]], parameters: 18, outputs: [4, 3]),
        LayerCheck(#"{"type": "PositionEmbedding", "sequence_length": 1}"#, inputs: [[1, 17]], parameters: 17, outputs: [1, 17], batch: 1),
        LayerCheck(#"{"type": "MultiHeadAttention", "num_heads": 4, "key_dim": 8, "use_bias": false}"#, inputs: [[20, 32]], batch: 9, weightScale: 0.2),
        LayerCheck(#"{"type": "AdditiveAttention"}"#, inputs: [[20, 18], [21, 18]], batch: 5),
    ]
}
