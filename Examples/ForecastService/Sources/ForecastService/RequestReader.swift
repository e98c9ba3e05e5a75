import Lamina

/// What is wrong with a request, for its sender.
struct RequestProblem: Error, CustomStringConvertible {
    let description: String
    /// Whether it is what goes on at the moment that is in its way.
    let isConflict: Bool

    init(_ description: String, isConflict: Bool = false) {
        self.description = description
        self.isConflict = isConflict
    }
}

/// Makes windows of request bodies.
///
/// - JSON: a window as rows of numbers, `[[…], …]`, or several of them, bare or as `{"instances": …}`: the model's columns in their order, in real units.
/// - CSV with a header: rows as those of the training data; each complete window gives a forecast.
/// - CSV of numbers alone: a window in each line, row after row.
struct RequestReader: Sendable {
    let preprocessing: Preprocessing
    let maximumWindows: Int
    private let steps: Int
    private let width: Int
    /// Where the target stands among the columns.
    private let targetColumn: Int?
    /// Whether each row of a table stands one step after the row before it.
    private let rowsFollowEachOther: Bool

    init(_ served: ServedModel, maximumWindows: Int) {
        preprocessing = served.preprocessing
        self.maximumWindows = maximumWindows
        let shape = served.loaded.plan.inputs[0].shape
        steps = shape[1].bound
        width = shape[2].bound
        rowsFollowEachOther = preprocessing.json["source"]?["missing"] != .string("drop") && preprocessing.inputs[0].paddedSteps == nil
        let columns = preprocessing.columns
        targetColumn = preprocessing.target.columns.first.flatMap { columns.firstIndex(of: $0) }
    }

    func windows(json bytes: [UInt8]) throws -> [Window] {
        let root = try reading { try JSONDocument.parse(SourceText(path: "body", bytes: bytes)).root }
        var node = root
        if root.kind == .object {
            guard let instances = root["instances"], root.count == 1 else {
                throw problem(root, "expected an array, or an object with \"instances\" alone")
            }
            node = instances.value
        }
        guard node.kind == .array, let first = node.elements.first else {
            throw problem(node, "expected a window: \(steps) rows of \(width) numbers")
        }
        let isSingle = first.elements.first?.kind != .array
        let windows = isSingle ? [node] : node.elements
        try check(count: windows.count)
        return try windows.map(window)
    }

    private func window(_ node: JSONNode) throws -> Window {
        guard node.kind == .array else { throw problem(node, "expected a window: \(steps) rows of \(width) numbers") }
        guard node.count == steps else { throw problem(node, "a window has \(steps) rows", found: "\(node.count)") }
        var numbers: [Double] = []
        numbers.reserveCapacity(steps * width)
        for row in node.elements {
            guard row.kind == .array else { throw problem(row, "expected a row of \(width) numbers") }
            guard row.count == width else { throw problem(row, "a row has \(width) numbers", found: "\(row.count)") }
            for element in row.elements {
                guard let number = element.double else { throw problem(element, "expected a number") }
                numbers.append(number)
            }
        }
        return try window(numbers, node.location)
    }

    private func window(_ numbers: [Double], _ location: SourceLocation?) throws -> Window {
        let values = numbers.enumerated().map { preprocessing.scaledInput(Float($1), position: $0) }
        if let wrong = values.firstIndex(where: { !$0.isFinite }) {
            throw RequestProblem("\(place(location))row \(wrong / width + 1), column '\(column(wrong % width))': \(numbers[wrong]) is out of all bounds")
        }
        return Window(values: values, now: targetColumn.map { numbers[(steps - 1) * width + $0] })
    }

    /// Windows with what came true, `{"instances": […], "values": […]}`: a value for each, in the target's unit and absolute.
    func labelled(json bytes: [UInt8]) throws -> [LabelledWindow] {
        let root = try reading { try JSONDocument.parse(SourceText(path: "body", bytes: bytes)).root }
        guard let instances = root["instances"]?.value, let values = root["values"]?.value, root.count == 2, instances.kind == .array,
            values.kind == .array
        else { throw problem(root, "expected an object with the arrays \"instances\" and \"values\"") }
        try check(count: instances.count)
        guard values.count == instances.count else { throw problem(values, "\(instances.count) windows need as many values", found: "\(values.count)") }
        return try zip(instances.elements, values.elements).map { instance, value in
            guard let number = value.double else { throw problem(value, "expected a number") }
            return try labelled(window(instance), number)
        }
    }

    /// Rows of a table in which the values that the windows are about are rows themselves.
    func labelled(csv bytes: [UInt8]) throws -> [LabelledWindow] {
        let ahead = preprocessing.target.offset
        guard rowsFollowEachOther else {
            throw RequestProblem(
                "the model's data leaves rows out (\"missing\": \"drop\", or sequences), so that what stands \(ahead) rows ahead cannot be told from CSV: "
                    + "send JSON with \"instances\" and \"values\"")
        }
        let windows = try windows(table: SourceText(path: "body", bytes: bytes))
        guard windows.count > ahead else {
            throw RequestProblem("a window and what came true need \(steps + ahead) rows, found \(windows.count + steps - 1)")
        }
        return try zip(windows, windows.dropFirst(ahead)).map { window, later in
            guard let value = later.now else { throw RequestProblem("the target is not among the columns: send \"instances\" and \"values\"") }
            return try labelled(window, value)
        }
    }

    private func labelled(_ window: Window, _ value: Double) throws -> LabelledWindow {
        guard preprocessing.target.isChange else { return try labelled(window.values, value) }
        guard let now = window.now else { throw RequestProblem("the target is a change, but its column is not among the model's") }
        return try labelled(window.values, value - now)
    }

    private func labelled(_ values: [Float], _ output: Double) throws -> LabelledWindow {
        let target = Float(preprocessing.targetScaling(0).scaled(output))
        guard target.isFinite else { throw RequestProblem("a value is out of all bounds") }
        return LabelledWindow(values: values, target: target)
    }

    func windows(csv bytes: [UInt8]) throws -> [Window] {
        let text = SourceText(path: "body", bytes: bytes)
        let lines = bytes.split(whereSeparator: { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") })
        guard let first = lines.first else { throw RequestProblem("the body is empty: expected CSV") }
        guard number(first.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)[0]) != nil else {
            return try windows(table: text)
        }
        try check(count: lines.count)
        return try lines.enumerated().map { index, line in
            let fields = line.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
            guard fields.count == steps * width else {
                throw RequestProblem("body:\(index + 1): a window is \(steps * width) numbers (\(steps) rows of \(width)), found \(fields.count)")
            }
            let numbers = try fields.enumerated().map { position, field in
                guard let value = number(field) else {
                    throw RequestProblem("body:\(index + 1): field \(position + 1) is no number: '\(String(decoding: field.prefix(20), as: UTF8.self))'")
                }
                return value
            }
            return try window(numbers, nil)
        }
    }

    private func windows(table text: SourceText) throws -> [Window] {
        let prepared = try reading { try preprocessing.prepare(csv: text) }
        try check(count: prepared.examples.count)
        let scaling = preprocessing.targetScaling(0)
        return (0..<prepared.examples.count).map { index in
            let now = preprocessing.target.isChange ? prepared.forecast(0, index) - scaling.unscaled(0) : nil
            return Window(values: prepared.examples.example(index).input, now: now)
        }
    }

    /// What is wrong with a body is its sender's, whoever finds it.
    private func reading<Result>(_ read: () throws -> Result) throws -> Result {
        do {
            return try read()
        } catch let failure as DiagnosticFailure {
            throw RequestProblem(failure.description)
        }
    }

    private func number(_ field: some Collection<UInt8>) -> Double? {
        Double(String(decoding: field, as: UTF8.self).filter { $0 != " " })
    }

    private func check(count: Int) throws {
        guard count <= maximumWindows else { throw RequestProblem("a request may hold \(maximumWindows) windows, found \(count)") }
    }

    private func column(_ index: Int) -> String {
        index < preprocessing.columns.count ? preprocessing.columns[index] : String(index + 1)
    }

    private func place(_ location: SourceLocation?) -> String {
        location.map { "body:\($0.position.line):\($0.position.column): " } ?? ""
    }

    private func problem(_ node: JSONNode, _ expected: String, found: String? = nil) -> RequestProblem {
        RequestProblem("\(place(node.location))\(expected), found \(found ?? node.snippet)")
    }
}
