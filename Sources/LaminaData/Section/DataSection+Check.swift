import LaminaKit

extension DataSection {
    /// Compares what the data will give with what the model takes, as far as no file must be read for it.
    ///
    /// - Parameters:
    ///   - inputs: the sizes of each of the model's inputs, the batch left out; nil in one is a time axis of any length.
    ///   - target: the sizes that the loss compares with, nil where there is none.
    public func check(inputs: [[Int?]], target: [Int]?, diagnostics: inout Diagnostics) {
        guard inputs.count == 1, let input = inputs.first else {
            diagnostics.report(
                Diagnostic(
                    DataCode.inputCount, "data: the section feeds one input, but the model has \(inputs.count)", at: location(of: "source")))
            return
        }
        if let sizes = source.knownSizes {
            report(sizes, misfitting: input, target, &diagnostics)
        } else if type(of: source).form == .table {
            checkTable(input, &diagnostics)
            let sizes = self.target.classes.isEmpty ? [self.target.columns.count] : [1]
            report(targetSizes: sizes, misfitting: target, &diagnostics)
        }
    }

    /// Compares what was loaded with what the model takes: for sources whose sizes only their files tell.
    public func check(_ data: LoadedData, inputs: [[Int?]], target: [Int]?, diagnostics: inout Diagnostics) {
        guard inputs.count == 1, let input = inputs.first else {
            check(inputs: inputs, target: target, diagnostics: &diagnostics)
            return
        }
        let sizes = ExampleSizes(inputs: data.training.inputSizes, targets: data.training.targetSizes)
        report(sizes, misfitting: input, target, &diagnostics)
    }

    private func checkTable(_ input: [Int?], _ diagnostics: inout Diagnostics) {
        let sizes = tableInputSizes
        guard !Sizes.fit(sizes, input) else { return }
        let found = Sizes.text(input)
        guard input.count == sizes.count else {
            let hint = window == nil ? "a row of \(columns.count) columns" : "windows of \(Sizes.text(sizes))"
            report(.inputShape, "the model takes \(found), but the data are \(hint)", at: window == nil ? "columns" : "window", &diagnostics)
            return
        }
        if let features = input[input.count - 1], features != columns.count {
            report(.inputShape, "\(columns.count) columns, but the model takes \(features) features (\(found))", at: "columns", &diagnostics)
        }
        if let window, let steps = input[0], steps != window.length {
            report(.inputShape, "a window of \(window.length) rows, but the model takes \(steps) time steps (\(found))", at: "window", &diagnostics)
        }
    }

    /// The sizes of a table's examples.
    var tableInputSizes: [Int] {
        window.map { [$0.length, columns.count] } ?? [columns.count]
    }

    private func report(_ sizes: ExampleSizes, misfitting input: [Int?], _ target: [Int]?, _ diagnostics: inout Diagnostics) {
        if !Sizes.fit(sizes.inputs, input) {
            report(.inputShape, "the examples are \(Sizes.text(sizes.inputs)), but the model takes \(Sizes.text(input))", at: "source", &diagnostics)
        }
        report(targetSizes: sizes.targets, misfitting: target, &diagnostics)
    }

    private func report(targetSizes sizes: [Int], misfitting target: [Int]?, _ diagnostics: inout Diagnostics) {
        guard let target, !Sizes.fit(sizes, target) else { return }
        let isClass = sizes == [1] && target.reduce(1, { $0.multipliedReportingOverflow(by: $1).partialValue }) > 1
        let hint = isClass ? ": for class numbers use the loss 'sparse_categorical_crossentropy'" : ""
        let key = type(of: source).form == .table ? "target" : "source"
        report(.targetShape, "the targets are \(Sizes.text(sizes)), but the loss compares with \(Sizes.text(target))\(hint)", at: key, &diagnostics)
    }

    private func report(_ code: DataCode, _ message: String, at key: String, _ diagnostics: inout Diagnostics) {
        diagnostics.report(Diagnostic(code, "data: \(message)", at: location(of: key)))
    }
}

/// When sizes of data suit sizes of a model.
enum Sizes {
    /// Equal but for axes of one; or the model takes all values in one row.
    static func fit(_ data: [Int], _ model: [Int?]) -> Bool {
        let given = data.filter { $0 != 1 }
        let taken = model.filter { $0 != 1 }
        if given.count == taken.count, zip(given, taken).allSatisfy({ $1 == nil || $0 == $1 }) { return true }
        if data.count == model.count, zip(data, model).allSatisfy({ $1 == nil || $0 == $1 }) { return true }
        guard model.count == 1, let width = model[0] else { return false }
        return width == count(data)
    }

    static func fit(_ data: [Int], _ model: [Int]) -> Bool { fit(data, model.map(Optional.some)) }

    static func text(_ sizes: [Int?]) -> String {
        "[\(sizes.map { $0.map(String.init) ?? "null" }.joined(separator: ", "))]"
    }

    static func text(_ sizes: [Int]) -> String { text(sizes.map(Optional.some)) }

    /// The product, nil where it overflows.
    private static func count(_ sizes: [Int]) -> Int? {
        sizes.reduce(1) { (product: Int?, size) in
            guard let (value, overflows) = product?.multipliedReportingOverflow(by: size), !overflows else { return nil }
            return value
        }
    }
}
