import LaminaKit

/// Examples over the rows of a table that all parts share.
struct TableExamples: ExampleSource {
    let rows: TableRows
    /// The rows of each example; targets stand so many rows after its last one as each says.
    let examples: [Range<Int>]

    var count: Int { examples.count }
    var inputPorts: [[Int]] { rows.inputs.map(\.sizes) }
    var targetPorts: [[Int]] { rows.targets.map { [$0.columnCount] } }
    var hasWeights: Bool { rows.weights != nil }

    func weight(_ index: Int) -> Float {
        rows.weights?[examples[index].upperBound - 1 + rows.weightOffset] ?? 1
    }

    func copy(_ index: Int, to room: ExampleRoom) {
        let example = examples[index]
        for port in rows.inputs.indices { rows.inputs[port].copy(example, to: room.input(port)) }
        for port in rows.targets.indices { rows.targets[port].copy(lastRow: example.upperBound - 1, to: room.target(port)) }
    }

    /// A target's value, absolute and in real units.
    func truth(_ index: Int, target: Int, column: Int) -> Double {
        let target = rows.targets[target]
        return target[examples[index].upperBound - 1 + target.offset, column]
    }

    /// The same column's value at the example's last row.
    func now(_ index: Int, target: Int, column: Int) -> Double {
        rows.targets[target][examples[index].upperBound - 1, column]
    }
}

/// A table as the model sees it.
struct TableRows: Sendable {
    let inputs: [InputRows]
    let targets: [TargetRows]
    /// One for each row.
    let weights: [Float]?
    /// How many rows after an example's last one its weight stands.
    let weightOffset: Int
}

/// One input's columns, normalised, row by row.
struct InputRows: Sendable {
    let values: [Float]
    let columnCount: Int
    let cut: RowCut
    let sizes: [Int]

    init(values: [Float], columnCount: Int, cut: RowCut, isText: Bool = false) {
        self.values = values
        self.columnCount = columnCount
        self.cut = cut
        sizes = cut.sizes(columnCount: columnCount, isText: isText)
    }

    func copy(_ example: Range<Int>, to input: UnsafeMutablePointer<Float>) {
        switch cut {
        case .row:
            values.copy((example.upperBound - 1) * columnCount, columnCount, to: input)
        case .window(let window):
            let first = example.upperBound - window.span
            guard window.samplingRate > 1 else { return values.copy(first * columnCount, window.length * columnCount, to: input) }
            for step in 0..<window.length {
                values.copy((first + step * window.samplingRate) * columnCount, columnCount, to: input + step * columnCount)
            }
        case .sequence(let sequence):
            let kept = sequence.kept(example.count)
            input.update(repeating: sequence.value, count: sequence.length * columnCount)
            values.copy((example.lowerBound + kept.rows.lowerBound) * columnCount, kept.rows.count * columnCount, to: input + kept.step * columnCount)
        }
    }
}

/// One target's columns in real units, row by row, and what makes them what the loss compares with.
struct TargetRows: Sendable {
    let values: [Double]
    let columnCount: Int
    /// One for each column.
    let scalings: [Scaling]
    /// How many rows after an example's last one it stands.
    let offset: Int
    let isChange: Bool

    subscript(row: Int, column: Int) -> Double { values[row * columnCount + column] }

    func copy(lastRow: Int, to target: UnsafeMutablePointer<Float>) {
        for column in 0..<columnCount {
            let value = self[lastRow + offset, column]
            target[column] = Float(scalings[column].scaled(isChange ? value - self[lastRow, column] : value))
        }
    }
}
