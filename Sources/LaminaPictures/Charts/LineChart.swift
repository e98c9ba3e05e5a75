/// Lines, or points, over a common axis.
public struct LineChart: Picture {
    public enum Style: Sendable {
        case line, dashed, points
    }

    public struct Series: Sendable {
        public let name: String
        public let ink: Ink
        /// A gap where one is not finite.
        public let values: [Double]
        /// Where on the horizontal axis; nil for 0, 1, 2 …
        public let positions: [Double]?
        public let style: Style

        public init(_ name: String, _ ink: Ink, _ values: [Double], at positions: [Double]? = nil, style: Style = .line) {
            precondition(positions.map { $0.count == values.count } ?? true)
            self.name = name
            self.ink = ink
            self.values = values
            self.positions = positions
            self.style = style
        }

        func position(_ index: Int) -> Double { positions?[index] ?? Double(index) }
    }

    /// A place on the horizontal axis that matters.
    public struct Mark: Sendable {
        public let position: Double
        public let label: String

        public init(_ position: Double, _ label: String) {
            self.position = position
            self.label = label
        }
    }

    public let title: String
    public let horizontalLabel: String
    public let verticalLabel: String
    public let series: [Series]
    public var horizontalScale = Scale.linear
    public var verticalScale = Scale.linear
    public var marks: [Mark] = []

    public init(title: String, horizontalLabel: String, verticalLabel: String, series: [Series]) {
        self.title = title
        self.horizontalLabel = horizontalLabel
        self.verticalLabel = verticalLabel
        self.series = series
    }

    /// More points than this in one line nobody sees.
    private static let mostPoints = 4000

    public func svg(isAlone: Bool) -> String {
        let positions = series.flatMap { one in one.values.indices.map(one.position) } + marks.map(\.position)
        let horizontal = Axis(positions, scale: horizontalScale, isTight: true, mostTicks: 9)
        let vertical = Axis(series.flatMap(\.values), scale: verticalScale)
        let keys = series.map { one in
            Plot.Key(name: one.name, ink: one.ink, mark: one.style == .line ? .line : one.style == .dashed ? .dashedLine : .point)
        }
        let (width, height) = (720.0, 360.0)
        let plot = Plot(
            width: width, height: height, horizontal: horizontal, vertical: vertical, horizontalLabel: horizontalLabel, verticalLabel: verticalLabel,
            keys: keys)
        var drawing = Drawing(width: width, height: height, label: title)
        plot.drawFrame(title, horizontalLabel, verticalLabel, in: &drawing)
        for mark in marks { draw(mark, plot, in: &drawing) }
        for one in series { draw(one, plot, in: &drawing) }
        return drawing.svg(isAlone: isAlone)
    }

    private func draw(_ mark: Mark, _ plot: Plot, in drawing: inout Drawing) {
        guard let x = plot.x(mark.position) else { return }
        drawing.line(x1: x, y1: plot.top, x2: x, y2: plot.bottom, style: "axis", dash: "2 3")
        let isLeft = x > (plot.left + plot.right) / 2
        drawing.text(mark.label, x: isLeft ? x - 5 : x + 5, y: plot.top + 12, anchor: isLeft ? .end : .start, style: "dim")
    }

    private func draw(_ one: Series, _ plot: Plot, in drawing: inout Drawing) {
        drawing.open(one.ink)
        let count = one.values.count
        let indices = count <= Self.mostPoints ? Array(one.values.indices) : (0..<Self.mostPoints).map { $0 * (count - 1) / (Self.mostPoints - 1) }
        var run: [String] = []
        func flush() {
            let dash = one.style == .dashed ? #" stroke-dasharray="5 3""# : ""
            if run.count > 1 {
                drawing.add(
                    #"<polyline points="\#(run.joined(separator: " "))" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linejoin="round"\#(dash)/>"#)
            } else if let point = run.first?.split(separator: ",") {
                drawing.add(#"<circle cx="\#(point[0])" cy="\#(point[1])" r="3" fill="currentColor"/>"#)
            }
            run = []
        }
        for index in indices {
            guard let x = plot.x(one.position(index)), let y = plot.y(one.values[index]) else {
                flush()
                continue
            }
            if one.style == .points {
                drawing.add(#"<circle cx="\#(x.place)" cy="\#(y.place)" r="3" fill="currentColor" fill-opacity="0.6"/>"#)
            } else {
                run.append("\(x.place),\(y.place)")
            }
        }
        flush()
        drawing.close()
    }
}
