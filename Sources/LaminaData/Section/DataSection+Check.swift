import LaminaKit

extension DataSection {
    /// Compares what the data will give with what the model takes, as far as no file must be read for it.
    ///
    /// - Parameter targets: what each loss compares with, under its output's name; empty where the model has none.
    public func check(inputs: [ModelPort], targets: [ModelPort], diagnostics: inout Diagnostics) {
        let isTable = source.isTable
        let own = isTable ? self.inputs.map { DataPort(name: $0.port, sizes: $0.sizes) } : source.inputPorts
        for (index, model) in pairs(.input, own, inputs, &diagnostics) ?? [] {
            if isTable {
                check(self.inputs[index], model, &diagnostics)
            } else if let sizes = own[index].sizes {
                report(.input, sizes, misfitting: model, at: location(of: "source"), &diagnostics)
            }
        }
        guard !targets.isEmpty else { return }
        let ownTargets = isTable ? self.targets.map { DataPort(name: $0.port, sizes: $0.sizes) } : source.targetPorts
        for (index, model) in pairs(.target, ownTargets, targets, &diagnostics) ?? [] {
            guard let sizes = ownTargets[index].sizes else { continue }
            report(.target, sizes, misfitting: model, at: ownTargets[index].name?.location ?? location(of: isTable ? "target" : "source"), &diagnostics)
        }
    }

    /// Compares what was loaded with what the model takes: for sources whose sizes only their files tell. The ports are in the model's order.
    public func check(_ data: LoadedData, inputs: [ModelPort], targets: [ModelPort], diagnostics: inout Diagnostics) {
        guard data.training.inputPorts.count == inputs.count, targets.isEmpty || data.training.targetPorts.count == targets.count else {
            return check(inputs: inputs, targets: targets, diagnostics: &diagnostics)
        }
        for (sizes, model) in zip(data.training.inputPorts, inputs) {
            report(.input, sizes, misfitting: model, at: location(of: "source"), &diagnostics)
        }
        for (sizes, model) in zip(data.training.targetPorts, targets) {
            report(.target, sizes, misfitting: model, at: location(of: "source"), &diagnostics)
        }
    }

    /// Puts inputs and targets into the order of the model's ports, which `check` has found to agree.
    public mutating func arrange(inputs: [ModelPort], targets: [ModelPort]) {
        arrange(inputNames: inputs.map(\.name), targetNames: targets.map(\.name))
    }

    private func check(_ input: InputSection, _ model: ModelPort, _ diagnostics: inout Diagnostics) {
        let (sizes, dimensions) = (input.sizes, model.shape.dimensions)
        guard !Sizes.fit(sizes, dimensions) else { return }
        let subject = input.port == nil ? "the model" : "the model's input '\(model.name)'"
        let found = Sizes.text(dimensions)
        var isReported = false
        func report(_ message: String, at key: String) {
            diagnostics.report(Diagnostic(DataCode.inputShape, "data: \(message)", at: input.location(of: key)))
            isReported = true
        }
        guard dimensions.count == sizes.count else {
            let given =
                switch input.cut {
                case .row: input.text == nil ? "a row of \(input.columns.count) columns" : "texts of \(input.columnCount) words"
                case .window: "windows of \(Sizes.text(sizes))"
                case .sequence: "sequences of \(Sizes.text(sizes))"
                }
            return report("\(subject) takes \(found), but the data are \(given)", at: input.cutKey)
        }
        if let text = input.text, let words = dimensions.last, input.cut == .row, !words.takes(sizes[sizes.count - 1]) {
            return report("texts of \(text.width) words, but \(subject) takes \(words.taken)", at: "text")
        }
        if input.text == nil, let features = dimensions.last, !features.takes(input.columnCount) {
            report("\(input.columns.count) columns, but \(subject) takes \(features.taken) features (\(found))", at: "columns")
        }
        if input.cut != .row, let steps = dimensions.first, !steps.takes(sizes[0]) {
            let given = input.cut.window == nil ? "sequences of \(sizes[0]) steps" : "a window of \(sizes[0]) rows"
            report("\(given), but \(subject) takes \(steps.taken) time steps (\(found))", at: steps.size == nil ? "length" : input.cutKey)
        }
        if !isReported { self.report(.input, sizes, misfitting: model, at: input.location(of: input.cutKey) ?? location, &diagnostics) }
    }

    private func report(_ side: PortSide, _ sizes: [Int], misfitting model: ModelPort, at location: SourceLocation, _ diagnostics: inout Diagnostics) {
        let dimensions = model.shape.dimensions
        guard !Sizes.fit(sizes, dimensions) else { return }
        let (found, taken) = (Sizes.text(sizes), Sizes.text(dimensions))
        switch side {
        case .input:
            diagnostics.report(Diagnostic(side.shape, "data: the examples are \(found), but the model's input '\(model.name)' takes \(taken)", at: location))
        case .target:
            let count = dimensions.reduce(1) { $0.saturatingProduct($1.size ?? 1) }
            let hint = sizes == [1] && count > 1 ? ": for class numbers use the loss 'sparse_categorical_crossentropy'" : ""
            diagnostics.report(
                Diagnostic(side.shape, "data: the targets are \(found), but the loss of '\(model.name)' compares with \(taken)\(hint)", at: location))
        }
    }
}

/// When sizes of data suit sizes of a model.
enum Sizes {
    /// Equal but for axes of one; or the model takes all values in one row.
    static func fit(_ data: [Int], _ model: [Dimension]) -> Bool {
        let given = data.filter { $0 != 1 }
        let taken = model.filter { $0.size != 1 }
        if given.count == taken.count, zip(given, taken).allSatisfy({ $1.takes($0) }) { return true }
        if data.count == model.count, zip(data, model).allSatisfy({ $1.takes($0) }) { return true }
        guard model.count == 1, let width = model[0].size else { return false }
        return width == count(data)
    }

    /// `[null, 3] with max_steps 10` of a model with a free axis.
    static func text(_ dimensions: [Dimension]) -> String {
        let sizes = dimensions.map { $0.size.map(String.init) ?? "null" }.joined(separator: ", ")
        let bound = dimensions.first { $0.size == nil }.map { " with max_steps \($0.bound)" }
        return "[\(sizes)]\(bound ?? "")"
    }

    static func text(_ sizes: [Int]) -> String { text(sizes.map(Dimension.fixed)) }

    /// The product, nil where it overflows.
    private static func count(_ sizes: [Int]) -> Int? {
        sizes.reduce(1) { (product: Int?, size) in
            guard let (value, overflows) = product?.multipliedReportingOverflow(by: size), !overflows else { return nil }
            return value
        }
    }
}

extension Dimension {
    /// Whether data may have this size on the axis.
    fileprivate func takes(_ count: Int) -> Bool {
        if let size { count == size } else { count <= bound }
    }

    /// In words.
    fileprivate var taken: String { size.map(String.init) ?? "at most \(bound)" }
}
