import LaminaKit

/// The axes in another order.
struct Permute: Layer {
    static let summary = "Puts the axes in another order."
    let order: [Int]

    init(from fields: inout Fields) {
        let limit = Transpose.maximumAxes
        order = fields.integers("dims", each: 1...limit, count: 1...limit, "The input's axis for each axis of the output, counted from 1; 0 is the batch.")
        if !order.isEmpty, order.sorted() != Array(1...order.count) {
            fields.report("'dims' must hold each of 1 to \(order.count) once", at: "dims")
        }
    }

    func outputs(for inputs: [Shape]) throws(LayerError) -> [Shape] {
        let sizes = try inputs[0].requiringSizes()
        guard sizes.count == order.count else {
            throw LayerError("orders \(order.count) axes, found an input \(inputs[0])", field: "dims", input: 0)
        }
        return [Shape(order.map { sizes[$0 - 1] })]
    }

    func lower(_ inputs: [Value], _ parameters: ParameterValues, into lowering: inout Lowering) throws -> [Value] {
        [try lowering.apply(Transpose(order: order), inputs[0])]
    }
}

/// A vector as the steps of a sequence.
struct RepeatVector: Layer {
    static let summary = "Repeats a vector as the steps of a sequence: [features] becomes [n, features]."
    let count: Int

    init(from fields: inout Fields) {
        count = fields.positiveInteger("n", "The number of steps.")
    }

    func outputs(for inputs: [Shape]) throws(LayerError) -> [Shape] {
        guard inputs[0].rank == 1, let features = inputs[0].features else { throw LayerError("needs a vector [features], found \(inputs[0])", input: 0) }
        return [Shape([count, features])]
    }

    func lower(_ inputs: [Value], _ parameters: ParameterValues, into lowering: inout Lowering) throws -> [Value] {
        let shape = lowering.shape(of: inputs[0])
        let step = try lowering.apply(View(as: [shape[0], 1, shape[1]]), inputs[0])
        return [try lowering.apply(Repeat(axis: 1, times: count), step)]
    }
}
