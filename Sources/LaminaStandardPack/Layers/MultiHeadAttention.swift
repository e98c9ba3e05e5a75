import LaminaKit

/// Several dot-product attentions side by side, each on its own projection (Vaswani et al., "Attention is all you need", 2017).
///
/// Inputs: `[queries, features]`, the values and the keys, each `[values, features]`; without keys the values are the keys, and one input is
/// all three. A query that may look at nothing takes the mean of all values, as in Keras.
struct MultiHeadAttention: Layer {
    static let summary = "Several dot-product attentions side by side, each on its own projection. Inputs: queries, values and keys; queries and values; or one for all."
    static let inputCount = 1...3
    let heads: Int
    let keySize: Int
    let valueSize: Int
    let dropout: Double
    let usesBias: Bool
    let outputSizes: [Int]?
    let isCausal: Bool
    let window: Int?
    let usesGate: Bool
    let kernel: WeightOptions
    let bias: WeightOptions

    init(from fields: inout Fields) {
        heads = fields.positiveInteger("num_heads", "The number of attentions.")
        keySize = fields.positiveInteger("key_dim", "The size of a query and of a key in each head.")
        valueSize = fields.optionalInteger("value_dim", in: 1...Fields.largestInteger, "The size of a value in each head; key_dim if null.") ?? keySize
        dropout = fields.number("dropout", in: .fraction, default: 0, "The share of the weights that is dropped during training.")
        usesBias = fields.boolean("use_bias", default: true, "Add a bias to each projection.")
        outputSizes = fields.optionalOneOrMore(
            "output_shape", each: 1...Fields.largestInteger, "The axes of the output behind the steps; the queries' features if null.")
        isCausal = fields.causality()
        window = fields.optionalInteger(
            "sliding_window", in: 1...Fields.largestInteger, "A step may look only at steps that are less than this away; at all if null.")
        usesGate = fields.boolean("use_gate", default: false, "Multiply what the heads give by the sigmoid of another projection of the queries.")
        kernel = fields.kernel()
        bias = fields.bias()
    }

    var passesMask: Bool { true }

    func outputs(for inputs: [Shape]) throws(LayerError) -> [Shape] {
        let sizes = try inputs.attentionSizes()
        let (queries, values) = (sizes[0][0], sizes.last![0])
        try checkScores([heads, queries, values])
        try checkScores([heads, max(queries, values), max(keySize, valueSize)])
        return [Shape([sizes[0][0]] + outputAxes(inputs))]
    }

    func parameters(for inputs: [Shape]) -> [ParameterSpec] {
        let features = inputs.map { $0.features! }
        func projection(_ name: String, _ features: Int, _ size: Int, _ sizeName: String) -> [ParameterSpec] {
            let spec = kernel.spec("\(name)/kernel", [features, heads, size], summary: "[features, num_heads, \(sizeName)]")
            return [spec] + (usesBias ? [bias.spec("\(name)/bias", [heads, size], summary: "[num_heads, \(sizeName)]")] : [])
        }
        let output = outputAxes(inputs)
        let outputKernel = kernel.spec("attention_output/kernel", [heads, valueSize] + output, summary: "[num_heads, value_dim, output axes]")
        let outputBias = bias.spec("attention_output/bias", output, summary: "[output axes]")
        return projection("query", features[0], keySize, "key_dim") + projection("key", features.last!, keySize, "key_dim")
            + (usesGate ? projection("gate", features[0], valueSize, "value_dim") : [])
            + projection("value", features[min(1, features.count - 1)], valueSize, "value_dim") + [outputKernel] + (usesBias ? [outputBias] : [])
    }

    func lower(_ inputs: [Value], _ parameters: ParameterValues, into lowering: inout Lowering) throws -> [Value] {
        let (query, value, key) = (inputs[0], inputs[min(1, inputs.count - 1)], inputs.last!)
        let shape = lowering.shape(of: query)
        let queries = try split(project(query, keySize, parameters.scoped("query"), &lowering), &lowering)
        let keys = try split(project(key, keySize, parameters.scoped("key"), &lowering), &lowering)
        let values = try split(project(value, valueSize, parameters.scoped("value"), &lowering), &lowering)

        let scale = Float(1 / Double(keySize).squareRoot())
        let scores = try lowering.apply(BatchProduct(.rightTransposed), lowering.apply(Affine(scale: scale), queries), keys)
        let queryMask = lowering.mask(of: query)
        let valueMask = try valueMask(value, inputs.count == 3 ? key : nil, &lowering)
        let mask = AttentionMask(hasQueries: queryMask != nil, hasValues: valueMask != nil, isCausal: isCausal, window: window)
        let weights = try lowering.attentionWeights(scores, mask, [queryMask, valueMask], .replaced(by: -1e9), heads: heads, dropout: dropout)
        let means = try lowering.apply(BatchProduct(), weights, values)

        let apart = try lowering.apply(View(as: [shape[0], .fixed(heads), shape[1], .fixed(valueSize)]), means)
        let side = try lowering.apply(Transpose(order: [2, 1, 3]), apart)
        var joined = try lowering.apply(View(as: [shape[0], shape[1], .fixed(heads * valueSize)]), side)
        if usesGate {
            let gate = try lowering.apply(Activate(.sigmoid), project(query, valueSize, parameters.scoped("gate"), &lowering))
            joined = try lowering.apply(Multiply(), joined, gate)
        }
        let output = outputAxes([shape.droppingFirst()])
        let result = try dense(joined, width: output.reduce(1, *), parameters.scoped("attention_output"), &lowering)
        return [try lowering.apply(View(as: Shape([shape[0], shape[1]] + output.map { .fixed($0) })), result)]
    }

    /// A value counts where its key does too.
    private func valueMask(_ value: Value, _ key: Value?, _ lowering: inout Lowering) throws -> Value? {
        let masks = [value, key].compactMap { $0 }.compactMap { lowering.mask(of: $0) }
        return masks.count == 2 ? try lowering.apply(Multiply(), masks[0], masks[1]) : masks.first
    }

    private func outputAxes(_ inputs: [Shape]) -> [Int] { outputSizes ?? [inputs[0].features!] }

    /// All heads' projections: `[batch, steps, heads·size]`.
    private func project(_ x: Value, _ size: Int, _ parameters: ParameterValues, _ lowering: inout Lowering) throws -> Value {
        try dense(x, width: heads * size, parameters, &lowering)
    }

    private func dense(_ x: Value, width: Int, _ parameters: ParameterValues, _ lowering: inout Lowering) throws -> Value {
        let features = lowering.shape(of: x).last!
        let matrix = try lowering.apply(View(as: [features, .fixed(width)]), parameters["kernel"])
        let y = try lowering.apply(MatMul(), x, matrix)
        return usesBias ? try lowering.apply(AddBias(), y, lowering.apply(View(as: [.fixed(width)]), parameters["bias"])) : y
    }

    /// Heads before steps, as one item each: `[batch·heads, steps, size]`.
    private func split(_ x: Value, _ lowering: inout Lowering) throws -> Value {
        let shape = lowering.shape(of: x)
        let size = Dimension.fixed(shape[2].bound / heads)
        let apart = try lowering.apply(View(as: [shape[0], shape[1], .fixed(heads), size]), x)
        let turned = try lowering.apply(Transpose(order: [2, 1, 3]), apart)
        return try lowering.apply(View(as: [.merged(Extent([shape[0], .fixed(heads)])), shape[1], size]), turned)
    }
}
