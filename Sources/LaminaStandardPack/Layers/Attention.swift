import LaminaKit

/// A layer in which each query looks at all values and takes their mean, weighted by how well their keys fit (Keras's `Attention` and
/// `AdditiveAttention`). Inputs: `[queries, features]`, `[values, features]`, and the keys `[values, features]` if they are not the values.
protocol AttentionLayer: Layer {
    var options: AttentionOptions { get }

    /// Whether the scores need every sum of a query and a key at once.
    var scoresPair: Bool { get }

    /// - Parameters:
    ///   - query: `[batch, queries, features]`.
    ///   - key: `[batch, values, features]`.
    /// - Returns: the scores `[batch, queries, values]`.
    func scores(of query: Value, _ key: Value, _ parameters: ParameterValues, into lowering: inout Lowering) throws -> Value
}

struct AttentionOptions: Sendable {
    let dropout: Double
    let isCausal: Bool

    init(from fields: inout Fields) {
        dropout = fields.number("dropout", in: .fraction, default: 0, "The share of the weights that is dropped during training.")
        isCausal = fields.causality()
    }
}

extension Fields {
    mutating func causality() -> Bool {
        boolean(
            "use_causal_mask", default: false,
            "Whether a step may look only at steps up to its own. In Keras an argument of the call, not of the layer.")
    }
}

extension AttentionLayer {
    static var inputCount: ClosedRange<Int> { 2...3 }

    var passesMask: Bool { true }

    func outputs(for inputs: [Shape]) throws(LayerError) -> [Shape] {
        let sizes = try inputs.attentionSizes()
        guard sizes[0][1] == sizes.last![1] else {
            throw LayerError(
                "needs queries and keys with the same number of features, found \(inputs[0]) and \(inputs.last!)", input: inputs.count - 1)
        }
        try checkScores([sizes[0][0], sizes[1][0], scoresPair ? sizes[0][1] : 1])
        return [Shape([sizes[0][0], sizes[1][1]])]
    }

    func lower(_ inputs: [Value], _ parameters: ParameterValues, into lowering: inout Lowering) throws -> [Value] {
        let scores = try scores(of: inputs[0], inputs.last!, parameters, into: &lowering)
        let valueMask = lowering.mask(of: inputs[1])
        let mask = AttentionMask(hasQueries: false, hasValues: valueMask != nil, isCausal: options.isCausal)
        let weights = try lowering.attentionWeights(scores, mask, [valueMask], .added(-1e9), dropout: options.dropout)
        let result = try lowering.apply(BatchProduct(), weights, inputs[1])
        guard let queryMask = lowering.mask(of: inputs[0]) else { return [result] }
        return [try lowering.apply(MaskSteps(), result, queryMask)]
    }
}

/// Refuses scores of sizes whose product is too large for memory, before anything multiplies them.
func checkScores(_ sizes: [Int]) throws(LayerError) {
    let (count, limit) = (sizes.reduce(1) { $0.saturatingProduct($1) }, 1 << 30)
    guard count <= limit else {
        throw LayerError("needs \(sizes.map(String.init).joined(separator: " · ")) numbers for each example, the limit is \(limit)", input: 0)
    }
}

extension [Shape] {
    /// The sizes of queries, values and keys: sequences of known length, as many keys as values.
    func attentionSizes() throws(LayerError) -> [[Int]] {
        var result: [[Int]] = []
        for (index, shape) in enumerated() {
            guard shape.rank == 2, let sizes = shape.sizes else {
                throw LayerError(
                    "needs sequences [steps, features] of known sizes, found \(shape)", input: index,
                    remedy: shape.rank == 1 ? "after a recurrent layer: set \"return_sequences\": true on that one" : nil)
            }
            result.append(sizes)
        }
        if count == 3, result[1][0] != result[2][0] {
            throw LayerError("needs as many keys as values, found \(self[1]) and \(self[2])", input: 2)
        }
        return result
    }
}

extension Lowering {
    /// Softmax over the values that a query may look at, thinned in training.
    mutating func attentionWeights(
        _ scores: Value, _ mask: AttentionMask, _ masks: [Value?], _ form: MaskScores.Form, heads: Int = 1, dropout: Double
    ) throws -> Value {
        var scores = scores
        if !mask.hidesNothing {
            scores = try results(of: MaskScores(mask, form, heads: heads), [scores] + masks.compactMap { $0 })[0]
        }
        let weights = try apply(Softmax(), scores)
        guard mode.isTraining, dropout > 0 else { return weights }
        return try apply(DropoutMask(rate: Float(dropout), stream: randomStream()), weights)
    }

    /// `query + key` for each pair: `[batch, queries, values, features]`.
    fileprivate mutating func pairs(_ query: Value, _ key: Value) throws -> Value {
        let (queries, keys) = (shape(of: query), shape(of: key))
        let shape: Shape = [queries[0], queries[1], keys[1], queries[2]]
        let left = try stretch(apply(View(as: [queries[0], queries[1], 1, queries[2]]), query), to: shape)
        let right = try stretch(apply(View(as: [keys[0], 1, keys[1], keys[2]]), key), to: shape)
        return try sum([left, right])
    }

    /// `Σ factors[c] · tanh(pairs[…, c])`.
    fileprivate mutating func additiveScores(_ pairs: Value, factors: Value) throws -> Value {
        let shape = shape(of: pairs)
        let column = try apply(View(as: [shape[3], 1]), factors)
        let scores = try apply(MatMul(), apply(Activate(.tanh), pairs), column)
        return try apply(View(as: [shape[0], shape[1], shape[2]]), scores)
    }

    /// `factor · x` for a factor that is a parameter: a product with a matrix of one element.
    fileprivate mutating func scaled(_ x: Value, by factor: Value) throws -> Value {
        let shape = shape(of: x)
        let column = try apply(View(as: Shape(shape.dimensions + [1])), x)
        return try apply(View(as: shape), apply(MatMul(), column, apply(View(as: [1, 1]), factor)))
    }
}

/// Dot-product attention (Luong et al., 2015).
struct Attention: AttentionLayer {
    enum ScoreMode: String, CaseIterable, Sendable {
        case dot, concat
    }

    static let summary = "Each query's mean of the values, weighted by softmax(query · key). Inputs: queries, values and, if they differ from the values, keys."
    let usesScale: Bool
    let scoreMode: ScoreMode
    let options: AttentionOptions

    var scoresPair: Bool { scoreMode == .concat }

    init(from fields: inout Fields) {
        usesScale = fields.boolean("use_scale", default: false, "Multiply the scores by a learned number.")
        scoreMode = fields.choice("score_mode", default: .dot, "dot: the product of query and key; concat: a learned number times the sum of tanh(query + key).")
        options = AttentionOptions(from: &fields)
    }

    func parameters(for inputs: [Shape]) -> [ParameterSpec] {
        let scale = ParameterSpec("scale", [], initializer: Ones(), summary: "a single number")
        let weight = ParameterSpec("concat_score_weight", [], initializer: Ones(), summary: "a single number")
        return (usesScale ? [scale] : []) + (scoreMode == .concat ? [weight] : [])
    }

    func scores(of query: Value, _ key: Value, _ parameters: ParameterValues, into lowering: inout Lowering) throws -> Value {
        let query = usesScale ? try lowering.scaled(query, by: parameters["scale"]) : query
        guard scoreMode == .concat else { return try lowering.apply(BatchProduct(.rightTransposed), query, key) }
        let key = usesScale ? try lowering.scaled(key, by: parameters["scale"]) : key
        let weight = try lowering.apply(View(as: [1]), parameters["concat_score_weight"])
        let factors = try lowering.apply(Repeat(axis: 0, times: lowering.shape(of: query)[2].bound), weight)
        return try lowering.additiveScores(lowering.pairs(query, key), factors: factors)
    }
}

/// Additive attention (Bahdanau et al., 2014).
struct AdditiveAttention: AttentionLayer {
    static let summary =
        "Each query's mean of the values, weighted by softmax(Σ scale ⊙ tanh(query + key)). Inputs: queries, values and, if they differ from the values, keys."
    let usesScale: Bool
    let options: AttentionOptions

    var scoresPair: Bool { true }

    init(from fields: inout Fields) {
        usesScale = fields.boolean("use_scale", default: true, "Multiply each feature's share of the scores by a learned number.")
        options = AttentionOptions(from: &fields)
    }

    func parameters(for inputs: [Shape]) -> [ParameterSpec] {
        usesScale ? [ParameterSpec("scale", [inputs[0].features!], initializer: GlorotUniform(), summary: "[features]")] : []
    }

    func scores(of query: Value, _ key: Value, _ parameters: ParameterValues, into lowering: inout Lowering) throws -> Value {
        let factors = try usesScale ? parameters["scale"] : lowering.apply(Fill(1, shape: [lowering.shape(of: query)[2]]))
        return try lowering.additiveScores(lowering.pairs(query, key), factors: factors)
    }
}
