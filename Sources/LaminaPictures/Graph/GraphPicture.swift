/// A model as boxes and arrows, from its inputs at the top to its outputs.
public struct GraphPicture: Picture {
    public enum Kind: Sendable {
        case input, layer, output
        /// Stands for boxes that there is no room for.
        case rest
    }

    public struct Box: Sendable {
        public let name: String
        public let type: String
        /// What comes out of it and what it holds.
        public let details: String
        public let kind: Kind

        public init(name: String, type: String, details: String, kind: Kind) {
            self.name = name
            self.type = type
            self.details = details
            self.kind = kind
        }
    }

    public let title: String
    /// Those that are drawn: of a graph beyond any picture not all.
    public let boxes: [Box]
    /// From a box to one that comes after it in `boxes`.
    public let edges: [(from: Int, to: Int)]
    /// How many boxes one of the kind `rest` stands for.
    public let leftOutCount: Int

    public init(title: String, boxes: [Box], edges: [(from: Int, to: Int)]) {
        self.title = title
        let shown = ShortenedGraph(boxes, edges)
        self.boxes = shown.boxes
        self.edges = shown.edges
        leftOutCount = shown.leftOutCount
    }

    private static let boxHeight = 46.0
    private static let layerHeight = 78.0
    private static let margin = 20.0
    private static let top = 44.0
    private static let smallSize = 12.0

    public func svg(isAlone: Bool) -> String {
        let widths = boxes.map { box in
            let text = max(headline(box).width(size: Drawing.fontSize, isBold: true), box.details.width(size: Self.smallSize))
            return min(max(text + 24, 110), 300)
        }
        let layout = GraphLayout(widths: widths, edges: edges)
        let width = max(layout.width + 2 * Self.margin, Drawing.width(ofHeading: title), 240)
        let height = Self.top + Double(max(layout.layerCount, 1)) * Self.layerHeight
        let shift = (width - layout.width) / 2
        var drawing = Drawing(width: width, height: height, label: "\(title): \(boxes.count) boxes, \(edges.count) links\(leftOutCount == 0 ? "" : ", \(leftOutCount) more boxes are not shown")")
        drawing.heading(title)
        drawing.open(.reference, #" fill="none" stroke="currentColor" stroke-width="1.4""#)
        for (edge, bends) in zip(edges, layout.bends) {
            draw(from: layout.places[edge.from], through: bends, to: layout.places[edge.to], shift, in: &drawing)
        }
        drawing.close()
        for (index, box) in boxes.enumerated() {
            draw(box, x: layout.places[index].x + shift, layer: layout.places[index].layer, width: widths[index], in: &drawing)
        }
        return drawing.svg(isAlone: isAlone)
    }

    private func headline(_ box: Box) -> String { box.type.isEmpty ? box.name : "\(box.name) · \(box.type)" }

    private func y(_ layer: Int) -> Double { Self.top + Double(layer) * Self.layerHeight }

    private func draw(_ box: Box, x: Double, layer: Int, width: Double, in drawing: inout Drawing) {
        let ink: Ink =
            switch box.kind {
            case .input: .color(2)
            case .layer: .first
            case .output: .second
            case .rest: .reference
            }
        let (left, top) = (x - width / 2, y(layer))
        drawing.open(ink)
        drawing.rectangle(
            x: left, y: top, width: width, height: Self.boxHeight, style: "box", more: #" rx="6" stroke="currentColor" stroke-width="1.4""#,
            tooltip: "\(headline(box)): \(box.details)")
        drawing.close()
        drawing.text(headline(box).cut(to: width - 18, size: Drawing.fontSize, isBold: true), x: x, y: top + 19, anchor: .middle, isBold: true)
        drawing.text(box.details.cut(to: width - 18, size: Self.smallSize), x: x, y: top + 36, size: Self.smallSize, anchor: .middle, style: "dim")
    }

    /// A smooth line through the bends, with an arrow at its end.
    private func draw(from start: GraphLayout.Place, through bends: [GraphLayout.Place], to end: GraphLayout.Place, _ shift: Double, in drawing: inout Drawing) {
        var (x, y) = (start.x + shift, self.y(start.layer) + Self.boxHeight)
        var path = "M\(x.place) \(y.place)"
        func curve(to nextX: Double, _ nextY: Double) {
            let middle = (y + nextY) / 2
            path +=
                abs(nextX - x) < 0.5
                ? "L\(nextX.place) \(nextY.place)" : "C\(x.place) \(middle.place) \(nextX.place) \(middle.place) \(nextX.place) \(nextY.place)"
            (x, y) = (nextX, nextY)
        }
        for bend in bends {
            curve(to: bend.x + shift, self.y(bend.layer))
            curve(to: bend.x + shift, self.y(bend.layer) + Self.boxHeight)
        }
        curve(to: end.x + shift, self.y(end.layer) - 6)
        drawing.add(#"<path d="\#(path)"/>"#)
        drawing.add(#"<path d="M\#((x - 4).place) \#(y.place)h8l-4 6z" fill="currentColor" stroke="none"/>"#)
    }
}
