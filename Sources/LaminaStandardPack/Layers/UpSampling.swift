import LaminaKit

/// Each step several times in a row.
struct UpSampling1D: Layer {
    static let summary = "Repeats each step of a sequence."
    let size: Int

    init(from fields: inout Fields) {
        size = fields.positiveInteger("size", default: 2, "How often.")
    }

    func outputs(for inputs: [Shape]) throws(LayerError) -> [Shape] {
        var sizes = try inputs[0].requiringImage(axes: 1)
        sizes[0] = sizes[0].saturatingProduct(size)
        return [Shape(sizes)]
    }

    func lower(_ inputs: [Value], _ parameters: ParameterValues, into lowering: inout Lowering) throws -> [Value] {
        [try lowering.apply(Repeat(axis: 1, times: size), inputs[0])]
    }
}

/// Each pixel several times in both directions.
struct UpSampling2D: Layer {
    static let summary = "Repeats the rows and columns of an image."
    let size: [Int]

    private enum Interpolation: String, CaseIterable {
        case nearest
    }

    init(from fields: inout Fields) {
        size = fields.axes("size", each: 1...Fields.largestInteger, count: 2, default: 2, "How often: rows, columns.")
        _ = fields.choice("interpolation", default: Interpolation.nearest, "What stands between the pixels: the nearest one.")
    }

    var supportsStreaming: Bool { true }

    func outputs(for inputs: [Shape]) throws(LayerError) -> [Shape] {
        var sizes = try inputs[0].requiringImage(axes: 2)
        for axis in 0..<2 { sizes[axis] = sizes[axis].saturatingProduct(size[axis]) }
        return [Shape(sizes)]
    }

    func lower(_ inputs: [Value], _ parameters: ParameterValues, into lowering: inout Lowering) throws -> [Value] {
        // Columns first: the second pass then copies whole rows.
        let wide = try lowering.apply(Repeat(axis: 2, times: size[1]), inputs[0])
        return [try lowering.apply(Repeat(axis: 1, times: size[0]), wide)]
    }
}
