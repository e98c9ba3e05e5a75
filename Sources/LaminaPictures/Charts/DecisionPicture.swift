/// Which class a classifier sees at each point of a plane, how sure it is, and the examples.
public struct DecisionPicture: Picture {
    public struct Example: Sendable {
        public let x: Double
        public let y: Double
        public let truth: Int
        public let isRight: Bool

        public init(x: Double, y: Double, truth: Int, isRight: Bool) {
            self.x = x
            self.y = y
            self.truth = truth
            self.isRight = isRight
        }
    }

    /// Evenly spaced points of the plane: the middles of equal cells.
    public struct Grid: Sendable {
        public let columns: Int
        public let rows: Int
        public let horizontal: ClosedRange<Double>
        public let vertical: ClosedRange<Double>

        public init(columns: Int, rows: Int, horizontal: ClosedRange<Double>, vertical: ClosedRange<Double>) {
            precondition(columns >= 2 && rows >= 2)
            self.columns = columns
            self.rows = rows
            self.horizontal = horizontal
            self.vertical = vertical
        }

        public func x(_ column: Int) -> Double {
            horizontal.lowerBound + (horizontal.upperBound - horizontal.lowerBound) * (Double(column) + 0.5) / Double(columns)
        }

        /// From below.
        public func y(_ row: Int) -> Double {
            vertical.lowerBound + (vertical.upperBound - vertical.lowerBound) * (Double(row) + 0.5) / Double(rows)
        }
    }

    public let title: String
    public let horizontalLabel: String
    public let verticalLabel: String
    public let classNames: [String]
    public let grid: Grid
    /// For each class, row by row from below: by how much its score is above that of any other class, from -1 to 1.
    public let leads: [[Double]]
    public let examples: [Example]

    public init(
        title: String, horizontalLabel: String, verticalLabel: String, classNames: [String], grid: Grid, leads: [[Double]], examples: [Example]
    ) {
        precondition(leads.count == classNames.count && leads.allSatisfy { $0.count == grid.columns * grid.rows })
        self.title = title
        self.horizontalLabel = horizontalLabel
        self.verticalLabel = verticalLabel
        self.classNames = classNames
        self.grid = grid
        self.leads = leads
        self.examples = examples
    }

    /// Steps of sureness that are told apart.
    private static let shades = 6

    public func svg(isAlone: Bool) -> String {
        let (width, height) = (620.0, 560.0)
        let horizontal = Axis([grid.horizontal.lowerBound, grid.horizontal.upperBound], isTight: true, mostTicks: 8)
        let vertical = Axis([grid.vertical.lowerBound, grid.vertical.upperBound], isTight: true, mostTicks: 8)
        let keys = classNames.enumerated().prefix(12).map { Plot.Key(name: $1, ink: .color($0), mark: .sign($0)) }
        let plot = Plot(
            width: width, height: height, horizontal: horizontal, vertical: vertical, horizontalLabel: horizontalLabel, verticalLabel: verticalLabel,
            keys: keys)
        var drawing = Drawing(width: width, height: height, label: title)
        plot.drawFrame(title, horizontalLabel, verticalLabel, in: &drawing)
        drawShades(plot, in: &drawing)
        drawBorders(plot, in: &drawing)
        for example in examples { draw(example, plot, in: &drawing) }
        return drawing.svg(isAlone: isAlone)
    }

    /// The winner at each point and its shade; neighbours of one shade are one rectangle.
    private func drawShades(_ plot: Plot, in drawing: inout Drawing) {
        // Edges at whole places, so that no line of the ground shows between neighbours.
        func x(_ column: Int) -> Double { (plot.left + (plot.right - plot.left) * Double(column) / Double(grid.columns)).rounded() }
        func y(_ row: Int) -> Double { (plot.bottom - (plot.bottom - plot.top) * Double(row) / Double(grid.rows)).rounded() }
        for label in leads.indices {
            drawing.open(.color(label), #" shape-rendering="crispEdges""#)
            for row in 0..<grid.rows {
                var start = 0
                while start < grid.columns {
                    guard let shade = shade(label, start, row) else {
                        start += 1
                        continue
                    }
                    var end = start + 1
                    while end < grid.columns, self.shade(label, end, row) == shade { end += 1 }
                    let opacity = (0.08 + 0.42 * Double(shade) / Double(Self.shades - 1)).formatted(decimals: 2)
                    drawing.rectangle(
                        x: x(start), y: y(row + 1), width: x(end) - x(start), height: y(row) - y(row + 1), more: #" fill="currentColor" fill-opacity="\#(opacity)""#)
                    start = end
                }
            }
            drawing.close()
        }
    }

    /// Nil where another class wins.
    private func shade(_ label: Int, _ column: Int, _ row: Int) -> Int? {
        let lead = leads[label][row * grid.columns + column]
        guard lead > 0 else { return nil }
        return min(Int(min(lead, 1) * Double(Self.shades)), Self.shades - 1)
    }

    private func drawBorders(_ plot: Plot, in drawing: inout Drawing) {
        let cellWidth = (plot.right - plot.left) / Double(grid.columns)
        let cellHeight = (plot.bottom - plot.top) / Double(grid.rows)
        // With two classes the border of one is that of the other.
        let segments = leads.dropLast(leads.count == 2 ? 1 : 0).flatMap { Contour.segments(of: $0, columns: grid.columns, rows: grid.rows) }
        guard !segments.isEmpty else { return }
        func place(_ point: Contour.Point) -> String {
            "\((plot.left + (point.x + 0.5) * cellWidth).place) \((plot.bottom - (point.y + 0.5) * cellHeight).place)"
        }
        let path = segments.map { "M\(place($0.from))L\(place($0.to))" }.joined()
        drawing.add(#"<path d="\#(path)" fill="none" class="ink" stroke="currentColor" stroke-width="1.6" stroke-linecap="round"/>"#)
    }

    /// A ring around those that are seen wrongly.
    private func draw(_ example: Example, _ plot: Plot, in drawing: inout Drawing) {
        guard let x = plot.x(example.x), let y = plot.y(example.y), x >= plot.left, x <= plot.right, y >= plot.top, y <= plot.bottom else { return }
        drawing.open(.color(example.truth))
        drawing.sign(example.truth, x: x, y: y)
        drawing.close()
        if !example.isRight {
            drawing.add(#"<circle cx="\#(x.place)" cy="\#(y.place)" r="8" class="ink" fill="none" stroke="currentColor" stroke-width="1.6"/>"#)
        }
    }
}
