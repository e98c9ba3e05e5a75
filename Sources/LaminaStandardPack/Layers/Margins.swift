import LaminaKit

/// A layer that adds or takes away cells at the borders of an image, or of a sequence.
protocol MarginLayer: Layer {
    var margins: [(before: Int, behind: Int)] { get }
}

/// A layer that adds cells of 0.
protocol PaddingLayer: MarginLayer {}

extension PaddingLayer {
    var supportsStreaming: Bool { margins.count > 1 }

    func outputs(for inputs: [Shape]) throws(LayerError) -> [Shape] {
        var sizes = try inputs[0].requiringImage(axes: margins.count)
        for (axis, margin) in margins.enumerated() { sizes[axis] = sizes[axis].saturatingSum(margin.before).saturatingSum(margin.behind) }
        return [Shape(sizes)]
    }

    func lower(_ inputs: [Value], _ parameters: ParameterValues, into lowering: inout Lowering) throws -> [Value] {
        var result = inputs[0]
        for (axis, margin) in margins.enumerated() where margin != (0, 0) {
            var whole = lowering.shape(of: result)
            whole.dimensions[axis + 1] = .fixed(whole[axis + 1].bound + margin.before + margin.behind)
            result = try lowering.apply(PlaceSlice(axis: axis + 1, offset: margin.before, whole: whole), result)
        }
        return [result]
    }
}

/// A layer that takes cells away.
protocol CroppingLayer: MarginLayer {}

extension CroppingLayer {
    var supportsStreaming: Bool { margins.count > 1 }

    func outputs(for inputs: [Shape]) throws(LayerError) -> [Shape] {
        var sizes = try inputs[0].requiringImage(axes: margins.count)
        for (axis, margin) in margins.enumerated() {
            let lost = margin.before.saturatingSum(margin.behind)
            guard lost < sizes[axis] else {
                throw LayerError("takes \(lost) cells of axis \(axis + 1), which leaves none of \(inputs[0])", field: "cropping", input: 0)
            }
            sizes[axis] -= lost
        }
        return [Shape(sizes)]
    }

    func lower(_ inputs: [Value], _ parameters: ParameterValues, into lowering: inout Lowering) throws -> [Value] {
        var result = inputs[0]
        for (axis, margin) in margins.enumerated() where margin != (0, 0) {
            let size = lowering.shape(of: result)[axis + 1].bound - margin.before - margin.behind
            result = try lowering.apply(Slice(axis: axis + 1, offset: margin.before, size: size), result)
        }
        return [result]
    }
}

struct ZeroPadding1D: PaddingLayer {
    static let summary = "Adds steps of 0 before and behind a sequence."
    let margins: [(before: Int, behind: Int)]

    init(from fields: inout Fields) {
        margins = fields.margins("padding", count: 1, default: 1, "How many steps, or [before, behind].")
    }
}

struct ZeroPadding2D: PaddingLayer {
    static let summary = "Adds rows and columns of 0 around an image."
    let margins: [(before: Int, behind: Int)]

    init(from fields: inout Fields) {
        margins = fields.margins("padding", count: 2, default: 1, "How many cells, or [rows, columns], or [[top, bottom], [left, right]].")
    }
}

struct Cropping1D: CroppingLayer {
    static let summary = "Takes away the first and last steps of a sequence."
    let margins: [(before: Int, behind: Int)]

    init(from fields: inout Fields) {
        margins = fields.margins("cropping", count: 1, default: 1, "How many steps, or [before, behind].")
    }
}

struct Cropping2D: CroppingLayer {
    static let summary = "Takes away the rows and columns at the borders of an image."
    let margins: [(before: Int, behind: Int)]

    init(from fields: inout Fields) {
        margins = fields.margins("cropping", count: 2, default: 0, "How many cells, or [rows, columns], or [[top, bottom], [left, right]].")
    }
}
