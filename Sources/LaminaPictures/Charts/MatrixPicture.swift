/// A confusion matrix: a row for each true class, a column for each predicted one, darker where more of the row are.
public struct MatrixPicture: Picture {
    public let title: String
    private let names: [String]
    private let counts: [Int]
    private let classCount: Int

    /// More classes are drawn in groups of neighbours.
    private static let mostCells = 100
    private static let labelled = 40

    /// - Parameters:
    ///   - names: of the classes, in the order of their numbers.
    ///   - counts: row by row.
    public init(title: String, names: [String], counts: [Int]) {
        precondition(counts.count == names.count * names.count)
        self.title = title
        (self.names, self.counts) = Self.grouped(names, counts)
        classCount = self.names.count
    }

    private static func grouped(_ names: [String], _ counts: [Int]) -> ([String], [Int]) {
        let size = (names.count + mostCells - 1) / mostCells
        guard size > 1 else { return (names, counts) }
        let groups = (names.count + size - 1) / size
        var sums = [Int](repeating: 0, count: groups * groups)
        for truth in names.indices {
            for prediction in names.indices { sums[truth / size * groups + prediction / size] += counts[truth * names.count + prediction] }
        }
        return ((0..<groups).map { "\(names[$0 * size]) … \(names[min($0 * size + size, names.count) - 1])" }, sums)
    }

    public func svg(isAlone: Bool) -> String {
        let cell = min(max(440 / Double(max(classCount, 1)), 6), 64)
        let showsLabels = classCount <= Self.labelled
        let longest = showsLabels ? min(names.map { $0.width(size: Drawing.fontSize) }.max() ?? 0, 140) : 0
        let isSlanted = longest > cell - 4
        let (left, top) = (40 + longest, 52.0)
        let side = cell * Double(classCount)
        let below = showsLabels ? (isSlanted ? longest * 0.75 + 14 : 22) : 8
        let width = max(left + side + 24 + (isSlanted ? longest * 0.3 : 0), Drawing.width(ofHeading: title), 240)
        var drawing = Drawing(width: width, height: top + side + below + 30, label: title)
        drawing.heading(title)
        for truth in 0..<classCount { draw(row: truth, left, top + Double(truth) * cell, cell, in: &drawing) }
        drawing.rectangle(x: left, y: top, width: side, height: side, style: "axis", more: #" fill="none""#)
        if showsLabels {
            for (index, name) in names.enumerated() {
                let place = (Double(index) + 0.5) * cell
                let label = name.cut(to: 140, size: Drawing.fontSize)
                drawing.text(label, x: left - 8, y: top + place + 4.5, anchor: .end, tooltip: name)
                if isSlanted {
                    drawing.text(label, x: left + place + 4, y: top + side + 14, anchor: .end, rotation: -45, tooltip: name)
                } else {
                    drawing.text(label, x: left + place, y: top + side + 17, anchor: .middle, tooltip: name)
                }
            }
        }
        drawing.text("prediction", x: left + side / 2, y: top + side + below + 18, anchor: .middle, style: "dim")
        drawing.text("truth", x: 20, y: top + side / 2, anchor: .middle, style: "dim", rotation: -90)
        return drawing.svg(isAlone: isAlone)
    }

    private func draw(row truth: Int, _ left: Double, _ y: Double, _ cell: Double, in drawing: inout Drawing) {
        let row = counts[truth * classCount..<(truth + 1) * classCount]
        let total = row.reduce(0, +)
        for (prediction, count) in row.enumerated() where count > 0 {
            let share = Double(count) / Double(total)
            let x = left + Double(prediction) * cell
            // Few are seen too: an error of one in a hundred must not look like none.
            let opacity = (0.08 + 0.92 * share).formatted(decimals: 2)
            drawing.rectangle(
                x: x, y: y, width: cell, height: cell, style: "cell", more: #" fill="currentColor" fill-opacity="\#(opacity)""#,
                tooltip: "\(names[truth]) taken for \(names[prediction]): \(count) of \(total)")
            let label = String(count)
            let size = min(Drawing.fontSize, (cell - 4) / max(label.width(size: 1), 1))
            if size >= 8 {
                drawing.text(
                    label, x: x + cell / 2, y: y + cell / 2 + size * 0.36, size: size, anchor: .middle, style: share > 0.65 ? "over" : nil)
            }
        }
    }
}
