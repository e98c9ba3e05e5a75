import LaminaKit

/// What convolutions of one and two axes have in common: fields, shapes, parameters, lowering.
struct ConvolutionOptions: ConvolutionLayerOptions {
    let filters: Int
    let window: ConvolutionWindow
    let groups: Int
    let kernel: WeightOptions
    let ending: ConvolutionEnding

    init(from fields: inout Fields, axes: Int, allowsCausal: Bool = false) {
        filters = fields.positiveInteger("filters", "The number of filters: the size of the output's last axis.")
        window = ConvolutionWindow(from: &fields, axes: axes, allowsCausal: allowsCausal)
        groups = fields.positiveInteger("groups", default: 1, "Groups of channels, each with filters of its own.")
        kernel = fields.kernel()
        ending = ConvolutionEnding(from: &fields)
        if filters % groups != 0 { fields.report("'filters' must be a multiple of 'groups'", at: "filters") }
    }

    func outputs(for inputs: [Shape]) throws(LayerError) -> [Shape] {
        let sizes = try inputs[0].requiringImage(axes: window.size.count)
        guard sizes.last! % groups == 0 else {
            throw LayerError("needs a number of channels that is a multiple of 'groups', found \(inputs[0])", field: "groups", input: 0)
        }
        return try ending.outputs(window.outputSizes(for: inputs[0], channels: filters))
    }

    func parameters(for inputs: [Shape]) -> [ParameterSpec] {
        let sizes = window.size + [inputs[0].features! / groups, filters]
        return [kernel.spec("kernel", sizes, summary: window.kernelSummary("channels / groups, filters"))] + ending.parameters(channels: filters)
    }

    func lower(_ input: Value, _ parameters: ParameterValues, into lowering: inout Lowering) throws -> [Value] {
        let shape = lowering.shape(of: input)
        if groups == 1, window.isPointwise {
            let sizes: [Dimension] = [.fixed(shape.features!), .fixed(filters)]
            let sums = try lowering.apply(MatMul(), input, lowering.apply(View(as: Shape(sizes)), parameters["kernel"]))
            return try ending.lower(sums, parameters, removesRow: false, into: &lowering)
        }
        let axes = window.imageAxes(shape.sizesWithoutBatch)
        let image = try window.asImage(input, in: &lowering)
        let kernel = try window.imageKernel(parameters["kernel"], in: &lowering)
        let sums = try lowering.apply(Convolution(rows: axes.rows, columns: axes.columns, groups: groups), image, kernel)
        return try ending.lower(sums, parameters, removesRow: window.size.count == 1, into: &lowering)
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
