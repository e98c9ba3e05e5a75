/// Where the time of a run goes: the run from left to right, then a bar for each step.
public struct ProfilePicture: Picture {
    public struct Bar: Sendable {
        public let name: String
        /// What several steps in a row belong to, such as a layer.
        public let group: String
        public let time: Double
        /// The least time that is possible, in the same unit.
        public let limit: Double
        /// A few words at the bar's end.
        public let detail: String

        public init(name: String, group: String, time: Double, limit: Double, detail: String) {
            self.name = name
            self.group = group
            self.time = time
            self.limit = limit
            self.detail = detail
        }
    }

    public let title: String
    /// A line below the title.
    public let detail: String
    public let bars: [Bar]

    public init(title: String, detail: String, bars: [Bar]) {
        self.title = title
        self.detail = detail
        self.bars = bars
    }

    /// The longest bars; more nobody reads.
    private static let mostBars = 48
    private static let rowHeight = 22.0
    private static let left = 300.0
    private static let detailWidth = 210.0

    private var shown: [Int] {
        let longest = bars.indices.sorted { (-bars[$0].length, $0) < (-bars[$1].length, $1) }.prefix(Self.mostBars)
        return longest.sorted()
    }

    public func svg(isAlone: Bool) -> String {
        let shown = shown
        let (width, top) = (900.0, 128.0)
        var drawing = Drawing(width: width, height: top + Double(shown.count) * Self.rowHeight + 44, label: title)
        drawing.heading(title)
        drawing.text(detail.cut(to: width - 24, size: 12), x: 12, y: 44, size: 12, style: "dim", tooltip: detail)
        drawRun(from: 12, to: width - 18, in: &drawing)
        let longest = bars.map(\.length).max() ?? 0
        let scale = longest > 0 ? (width - Self.left - Self.detailWidth) / longest : 0
        for (row, index) in shown.enumerated() { draw(bars[index], y: top + Double(row) * Self.rowHeight, scale, in: &drawing) }
        let bottom = top + Double(shown.count) * Self.rowHeight
        let rest = bars.count - shown.count
        drawing.text(
            "filled: the least time that the machine's limit leaves" + (rest > 0 ? "; \(rest) shorter steps are left out" : ""), x: 12, y: bottom + 26,
            size: 12, style: "dim")
        return drawing.svg(isAlone: isAlone)
    }

    /// The whole run: groups above, their steps below, as wide as they are long.
    private func drawRun(from left: Double, to right: Double, in drawing: inout Drawing) {
        let total = bars.reduce(0) { $0 + $1.length }
        guard total > 0, total.isFinite else { return }
        var groups: [(name: String, start: Double, time: Double)] = []
        var start = 0.0
        for bar in bars {
            if groups.last?.name == bar.group { groups[groups.count - 1].time += bar.length } else { groups.append((bar.group, start, bar.length)) }
            start += bar.length
        }
        let scale = (right - left) / total
        for (index, group) in groups.enumerated() {
            let (x, width) = (left + group.start * scale, group.time * scale)
            drawing.open(.color(index))
            drawing.rectangle(x: x, y: 58, width: width, height: 26, more: #" fill="currentColor" fill-opacity="0.35""#, tooltip: group.name)
            drawing.close()
            let name = group.name.cut(to: width - 8, size: 12)
            if width > 26, name != "…" { drawing.text(name, x: x + 4, y: 75, size: 12, tooltip: group.name) }
        }
        start = 0
        for bar in bars {
            let (x, width) = (left + start * scale, bar.length * scale)
            drawing.open(ink(of: bar))
            drawing.rectangle(
                x: x, y: 86, width: width, height: 26, style: "halo", more: #" fill="currentColor" fill-opacity="0.7" stroke-width="0.6""#,
                tooltip: "\(bar.name): \(bar.detail)")
            drawing.close()
            start += bar.length
        }
    }

    private func draw(_ bar: Bar, y: Double, _ scale: Double, in drawing: inout Drawing) {
        let name = bar.name.cut(to: Self.left - 24, size: 12)
        drawing.text(name, x: Self.left - 10, y: y + 14.5, size: 12, anchor: .end, tooltip: bar.name)
        let (width, limit) = (bar.length * scale, min(max(bar.limit, 0), bar.length) * scale)
        drawing.open(ink(of: bar))
        drawing.rectangle(x: Self.left, y: y + 3, width: width, height: 15, more: #" fill="currentColor" fill-opacity="0.3""#, tooltip: bar.detail)
        drawing.rectangle(x: Self.left, y: y + 3, width: limit, height: 15, more: #" fill="currentColor" fill-opacity="0.8""#)
        drawing.close()
        drawing.text(bar.detail, x: Self.left + width + 8, y: y + 14.5, size: 12, style: "dim")
    }

    /// Near the limit, or far from it.
    private func ink(of bar: Bar) -> Ink {
        let share = bar.length > 0 ? bar.limit / bar.length : 1
        return share >= 0.5 ? .color(2) : share >= 0.2 ? .color(4) : .second
    }
}

extension ProfilePicture.Bar {
    /// A length in any case.
    fileprivate var length: Double { time.isFinite ? min(max(time, 0), 1e15) : 0 }
}
