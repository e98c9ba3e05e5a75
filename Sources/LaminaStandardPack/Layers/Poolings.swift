import LaminaKit

struct MaxPooling1D: WindowPoolingLayer {
    static let summary = "The largest value of each channel in a window of steps."
    let options: PoolingOptions

    init(from fields: inout Fields) {
        options = PoolingOptions(from: &fields, .maximum, axes: 1, defaultSize: 2)
    }
}

struct MaxPooling2D: WindowPoolingLayer {
    static let summary = "The largest value of each channel in a window of rows and columns."
    let options: PoolingOptions

    init(from fields: inout Fields) {
        options = PoolingOptions(from: &fields, .maximum, axes: 2, defaultSize: 2)
    }
}

struct AveragePooling1D: WindowPoolingLayer {
    static let summary = "The mean of each channel in a window of steps; padding does not count."
    let options: PoolingOptions

    init(from fields: inout Fields) {
        options = PoolingOptions(from: &fields, .average, axes: 1, defaultSize: nil)
    }
}

struct AveragePooling2D: WindowPoolingLayer {
    static let summary = "The mean of each channel in a window of rows and columns; padding does not count."
    let options: PoolingOptions

    init(from fields: inout Fields) {
        options = PoolingOptions(from: &fields, .average, axes: 2, defaultSize: nil)
    }
}

/// A pooling whose window is the whole image. As a reduction, it shares the gradient between cells that are equally large; a window does not.
protocol GlobalPoolingLayer: Layer {
    static var pooling: (kind: Pooling.Kind, axes: Int) { get }
    var keepsAxes: Bool { get }
    init(keepsAxes: Bool)
}

extension GlobalPoolingLayer {
    init(from fields: inout Fields) {
        self.init(keepsAxes: fields.boolean("keepdims", default: false, "Keep the axes, with a size of 1."))
    }

    func outputs(for inputs: [Shape]) throws(LayerError) -> [Shape] {
        let sizes = try inputs[0].requiringImage(axes: Self.pooling.axes)
        return [Shape(keepsAxes ? sizes.dropLast().map { _ in 1 } + [sizes.last!] : [sizes.last!])]
    }

    func lower(_ inputs: [Value], _ parameters: ParameterValues, into lowering: inout Lowering) throws -> [Value] {
        [try pool(inputs[0], &lowering)]
    }

    fileprivate func pool(_ x: Value, _ lowering: inout Lowering) throws -> Value {
        let shape = lowering.shape(of: x)
        let image = shape.rank == 4 ? x : try lowering.apply(View(as: shape.insertingRow), x)
        let sizes = lowering.shape(of: image).sizesWithoutBatch
        let pooling = Pooling(Self.pooling.kind, rows: WindowAxis(size: sizes[0]), columns: WindowAxis(size: sizes[1]))
        let y = try lowering.apply(pooling, image)
        let kept: [Dimension] = keepsAxes ? Array(repeating: .fixed(1), count: Self.pooling.axes) : []
        return try lowering.apply(View(as: Shape([shape[0]] + kept + [.fixed(sizes[2])])), y)
    }

    var supportsStreaming: Bool { Self.pooling.axes > 1 }
}

struct GlobalMaxPooling1D: GlobalPoolingLayer {
    static let summary = "The largest value of each channel over all steps."
    static let pooling = (kind: Pooling.Kind.sharedMaximum, axes: 1)
    let keepsAxes: Bool
}

struct GlobalMaxPooling2D: GlobalPoolingLayer {
    static let summary = "The largest value of each channel over the whole image."
    static let pooling = (kind: Pooling.Kind.sharedMaximum, axes: 2)
    let keepsAxes: Bool
}

struct GlobalAveragePooling1D: GlobalPoolingLayer {
    static let summary = "The mean of each channel over all steps; over those that count, where there is a mask."
    static let pooling = (kind: Pooling.Kind.average, axes: 1)
    let keepsAxes: Bool

    func lower(_ inputs: [Value], _ parameters: ParameterValues, into lowering: inout Lowering) throws -> [Value] {
        guard let mask = lowering.mask(of: inputs[0]) else { return [try pool(inputs[0], &lowering)] }
        let mean = try pool(lowering.apply(MaskSteps(), inputs[0], mask), &lowering)
        let steps = try lowering.apply(View(as: Shape(lowering.shape(of: mask).dimensions + [1])), mask)
        let share = try lowering.stretch(pool(steps, &lowering), to: lowering.shape(of: mean))
        return [try lowering.apply(Divide(), mean, share)]
    }
}

struct GlobalAveragePooling2D: GlobalPoolingLayer {
    static let summary = "The mean of each channel over the whole image."
    static let pooling = (kind: Pooling.Kind.average, axes: 2)
    let keepsAxes: Bool
}
