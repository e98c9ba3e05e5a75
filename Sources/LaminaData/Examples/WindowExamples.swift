/// Windows over rows that all parts share: an example is where its window begins.
struct WindowExamples: SinglePortSource {
    let rows: TableRows
    let starts: [Int]
    let window: WindowSection
    let hasTimeAxis: Bool
    let offset: Int
    let isChange: Bool

    var count: Int { starts.count }
    var inputSizes: [Int] { hasTimeAxis ? [window.length, rows.columnCount] : [rows.columnCount] }
    var targetSizes: [Int] { [rows.targetCount] }
    var hasWeights: Bool { rows.weights != nil }

    func weight(_ index: Int) -> Float { rows.weights?[starts[index] + window.span - 1 + offset] ?? 1 }

    func copy(_ index: Int, input: UnsafeMutablePointer<Float>, target: UnsafeMutablePointer<Float>) {
        let start = starts[index]
        let width = rows.columnCount
        if window.samplingRate == 1 {
            rows.inputs.copy(start * width, window.length * width, to: input)
        } else {
            for step in 0..<window.length {
                rows.inputs.copy((start + step * window.samplingRate) * width, width, to: input + step * width)
            }
        }
        for column in 0..<rows.targetCount {
            target[column] = Float(rows.targetScalings[column].scaled(rawTarget(start, column)))
        }
    }

    /// The target's value, absolute and in real units.
    func truth(_ index: Int, column: Int) -> Double {
        rows.target(starts[index] + window.span - 1 + offset, column)
    }

    /// The same column's value at the window's last row.
    func now(_ index: Int, column: Int) -> Double {
        rows.target(starts[index] + window.span - 1, column)
    }

    private func rawTarget(_ start: Int, _ column: Int) -> Double {
        let last = start + window.span - 1
        let value = rows.target(last + offset, column)
        return isChange ? value - rows.target(last, column) : value
    }
}

/// A table in memory, row after row: inputs as the model sees them, targets as the file gives them.
struct TableRows: Sendable {
    let columnCount: Int
    let inputs: [Float]
    let targetCount: Int
    let targets: [Double]
    /// One for each target.
    let targetScalings: [Scaling]
    /// One for each row.
    var weights: [Float]?

    func target(_ row: Int, _ column: Int) -> Double { targets[row * targetCount + column] }
}
