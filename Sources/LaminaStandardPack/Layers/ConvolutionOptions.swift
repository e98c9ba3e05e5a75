import LaminaKit

/// What convolutions of one and two axes have in common: fields, shapes, parameters, lowering. One axis is an image of height 1.
struct ConvolutionOptions: Sendable {
    let filters: Int
    let kernelSize: [Int]
    let strides: [Int]
    let padding: WindowPadding
    let dilations: [Int]
    let groups: Int
    let activation: any Activation
    let usesBias: Bool
    let kernel: WeightOptions
    let bias: WeightOptions
    let activityRegularizer: (any Regularizer)?

    init(from fields: inout Fields, axes: Int, allowsCausal: Bool = false) {
        let sizes = 1...Fields.largestInteger
        filters = fields.positiveInteger("filters", "The number of filters: the size of the output's last axis.")
        kernelSize = fields.axes("kernel_size", each: sizes, count: axes, "The size of the window.")
        strides = fields.axes("strides", each: sizes, count: axes, default: 1, "How far the window moves.")
        padding = fields.windowPadding(allowsCausal: allowsCausal)
        dilations = fields.axes("dilation_rate", each: sizes, count: axes, default: 1, "How far the window's cells lie apart.")
        groups = fields.positiveInteger("groups", default: 1, "Groups of channels, each with filters of its own.")
        activation = fields.activation()
        usesBias = fields.boolean("use_bias", default: true, "Add a bias.")
        kernel = fields.kernel()
        bias = fields.bias()
        activityRegularizer = fields.activityRegularizer()
        if filters % groups != 0 { fields.report("'filters' must be a multiple of 'groups'", at: "filters") }
        if strides.contains(where: { $0 > 1 }), dilations.contains(where: { $0 > 1 }) {
            fields.report("'strides' above 1 cannot go with a 'dilation_rate' above 1", at: "dilation_rate")
        }
    }

    func outputs(for inputs: [Shape]) throws(LayerError) -> [Shape] {
        let sizes = try inputs[0].requiringImage(axes: kernelSize.count)
        guard sizes.last! % groups == 0 else {
            throw LayerError("needs a number of channels that is a multiple of 'groups', found \(inputs[0])", field: "groups", input: 0)
        }
        var result = sizes
        for (index, axis) in axes(sizes).enumerated() {
            guard let count = axis.count(on: sizes[index]) else {
                throw LayerError("has a window of \(axis.reach) cells, larger than \(inputs[0])", field: "kernel_size")
            }
            result[index] = count
        }
        result[result.count - 1] = filters
        return [try activation.outputShape(for: Shape(result))]
    }

    func parameters(for inputs: [Shape]) -> [ParameterSpec] {
        let sizes = kernelSize + [inputs[0].features! / groups, filters]
        let summary = kernelSize.count == 1 ? "[window, channels / groups, filters]" : "[rows, columns, channels / groups, filters]"
        let kernelSpec = kernel.spec("kernel", sizes, summary: summary)
        return usesBias ? [kernelSpec, bias.spec("bias", [filters], summary: "[filters]")] : [kernelSpec]
    }

    func lower(_ input: Value, _ parameters: ParameterValues, into lowering: inout Lowering) throws -> [Value] {
        let shape = lowering.shape(of: input)
        let axes = axes(shape.sizesWithoutBatch)
        var y: Value
        if isPointwise {
            let sizes: [Dimension] = [.fixed(shape.features!), .fixed(filters)]
            y = try lowering.apply(MatMul(), input, lowering.apply(View(as: Shape(sizes)), parameters["kernel"]))
        } else if axes.count == 1 {
            let convolution = Convolution(rows: WindowAxis(size: 1), columns: axes[0], groups: groups)
            let image = try lowering.apply(View(as: shape.insertingRow), input)
            let kernel = try lowering.apply(View(as: lowering.shape(of: parameters["kernel"]).prepending(1)), parameters["kernel"])
            y = try lowering.apply(convolution, image, kernel)
        } else {
            y = try lowering.apply(Convolution(rows: axes[0], columns: axes[1], groups: groups), input, parameters["kernel"])
        }
        if usesBias { y = try lowering.apply(AddBias(), y, parameters["bias"]) }
        if activation.function != nil { y = try activation.apply(y, in: &lowering) }
        if axes.count == 1, !isPointwise { y = try lowering.apply(View(as: lowering.shape(of: y).removingRow), y) }
        if activation.function == nil { y = try activation.apply(y, in: &lowering) }
        return [try lowering.regularized(y, by: activityRegularizer)]
    }

    /// A window of one cell is a matrix product.
    private var isPointwise: Bool {
        groups == 1 && kernelSize.allSatisfy { $0 == 1 } && strides.allSatisfy { $0 == 1 }
    }

    private func axes(_ sizes: [Int]) -> [WindowAxis] {
        kernelSize.indices.map { padding.axis(size: kernelSize[$0], stride: strides[$0], dilation: dilations[$0], length: sizes[$0]) }
    }
}

extension Fields {
    mutating func windowPadding(allowsCausal: Bool = false) -> WindowPadding {
        let summary = "What happens at the borders."
        return allowsCausal
            ? choice("padding", default: WindowPadding.valid, summary)
            : choice("padding", default: BorderPadding.valid, summary).window
    }
}

/// The paddings of layers that know no order of time.
private enum BorderPadding: String, CaseIterable {
    case valid, same

    var window: WindowPadding { self == .valid ? .valid : .same }
}

extension Shape {
    /// The sizes of `[steps, channels]` or `[height, width, channels]`.
    func requiringImage(axes: Int) throws(LayerError) -> [Int] {
        let wanted = axes == 1 ? "[steps, channels]" : "[height, width, channels]"
        guard rank == axes + 1 else {
            let remedy = rank == axes ? "add a Reshape that gives a last axis of 1" : nil
            throw LayerError("needs an input \(wanted), found \(self)", input: 0, remedy: remedy)
        }
        return try requiringSizes()
    }

    /// `[batch, steps, channels]` as an image of height 1, and back.
    var insertingRow: Shape { Shape([dimensions[0], .fixed(1)] + dimensions.dropFirst()) }
    var removingRow: Shape { Shape([dimensions[0]] + dimensions.dropFirst(2)) }
}
