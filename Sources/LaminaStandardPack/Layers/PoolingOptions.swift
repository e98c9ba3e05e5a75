import LaminaKit

/// What pooling layers have in common: the window, over one axis or two.
struct PoolingOptions: Sendable {
    let kind: Pooling.Kind
    let poolSize: [Int]
    let strides: [Int]
    let padding: WindowPadding

    /// - Parameter size: the window where the file says nothing; nil makes it required.
    init(from fields: inout Fields, _ kind: Pooling.Kind, axes: Int, defaultSize size: Int?) {
        self.kind = kind
        let sizes = 1...Fields.largestInteger
        poolSize = fields.axes("pool_size", each: sizes, count: axes, default: size, "The size of the window.")
        strides = fields.optionalAxes("strides", each: sizes, count: axes, "How far the window moves; null: by its own size.") ?? poolSize
        padding = fields.windowPadding()
    }

    func outputs(for inputs: [Shape]) throws(LayerError) -> [Shape] {
        var sizes = try inputs[0].requiringImage(axes: poolSize.count)
        for (index, axis) in axes(sizes).enumerated() {
            guard let count = axis.count(on: sizes[index]) else {
                throw LayerError("has a window of \(axis.size) cells, larger than \(inputs[0])", field: "pool_size")
            }
            sizes[index] = count
        }
        return [Shape(sizes)]
    }

    func lower(_ input: Value, into lowering: inout Lowering) throws -> [Value] {
        let shape = lowering.shape(of: input)
        let axes = axes(shape.sizesWithoutBatch)
        guard axes.count == 1 else { return [try lowering.apply(Pooling(kind, rows: axes[0], columns: axes[1]), input)] }
        let image = try lowering.apply(View(as: shape.insertingRow), input)
        let y = try lowering.apply(Pooling(kind, rows: WindowAxis(size: 1), columns: axes[0]), image)
        return [try lowering.apply(View(as: lowering.shape(of: y).removingRow), y)]
    }

    private func axes(_ sizes: [Int]) -> [WindowAxis] {
        poolSize.indices.map { padding.axis(size: poolSize[$0], stride: strides[$0], length: sizes[$0]) }
    }
}

/// A layer that is nothing but its pooling options.
protocol WindowPoolingLayer: Layer {
    var options: PoolingOptions { get }
}

extension WindowPoolingLayer {
    func outputs(for inputs: [Shape]) throws(LayerError) -> [Shape] { try options.outputs(for: inputs) }

    func lower(_ inputs: [Value], _ parameters: ParameterValues, into lowering: inout Lowering) throws -> [Value] {
        try options.lower(inputs[0], into: &lowering)
    }

    var supportsStreaming: Bool { options.poolSize.count > 1 }
}
