/// What lies where in a plan's memory, step by step.
public struct ArenaPicture: Picture {
    public enum Kind: Int, CaseIterable, Sendable {
        case forward, backward, scratch

        var label: String {
            switch self {
            case .forward: "forward"
            case .backward: "gradient and update"
            case .scratch: "scratch of a kernel"
            }
        }

        var ink: Ink {
            switch self {
            case .forward: .first
            case .backward: .second
            case .scratch: .color(4)
            }
        }
    }

    public struct Buffer: Sendable {
        public let name: String
        /// Bytes from the region's start.
        public let offset: Int
        public let bytes: Int
        /// The steps during which it is needed.
        public let life: ClosedRange<Int>
        public let kind: Kind

        public init(name: String, offset: Int, bytes: Int, life: ClosedRange<Int>, kind: Kind) {
            self.name = name
            self.offset = offset
            self.bytes = bytes
            self.life = life
            self.kind = kind
        }
    }

    public let title: String
    /// All regions, whose shares of the memory are shown in a strip.
    public let regions: [(name: String, bytes: Int)]
    /// Of the region that is used anew in each step.
    public let buffers: [Buffer]
    public let stepCount: Int
    /// How a number of bytes is written.
    private let size: @Sendable (Int) -> String

    public init(title: String, regions: [(name: String, bytes: Int)], buffers: [Buffer], stepCount: Int, size: @escaping @Sendable (Int) -> String) {
        self.title = title
        self.regions = regions
        self.buffers = buffers
        self.stepCount = stepCount
        self.size = size
    }

    public func svg(isAlone: Bool) -> String {
        let (width, height) = (720.0, 480.0)
        let top = 56.0 + Double((regions.count + 2) / 3) * 20
        let kinds = Kind.allCases.filter { kind in buffers.contains { $0.kind == kind } }
        let (left, right, bottom) = (84.0, width - 18, height - 72)
        var drawing = Drawing(width: width, height: height, label: title)
        drawing.heading(title)
        drawStrip(from: 12, to: right, in: &drawing)
        let most = max(buffers.map { $0.offset.addingReportingOverflow($0.bytes).partialValue }.max() ?? 1, 1)
        let steps = max(stepCount, buffers.map { $0.life.upperBound + 1 }.max() ?? 1, 1)
        for tick in Self.ticks(upTo: most) {
            let y = bottom - (bottom - top) * Double(tick) / Double(most)
            drawing.line(x1: left, y1: y, x2: right, y2: y)
            drawing.text(size(tick), x: left - 8, y: y + 4.5, size: 12, anchor: .end, style: "dim")
        }
        for kind in kinds {
            drawing.open(kind.ink, #" fill="currentColor" fill-opacity="0.55" stroke="currentColor" stroke-width="0.6""#)
            for buffer in buffers where buffer.kind == kind {
                let x = left + (right - left) * Double(buffer.life.lowerBound) / Double(steps)
                let end = left + (right - left) * Double(buffer.life.upperBound + 1) / Double(steps)
                let y = bottom - (bottom - top) * (Double(buffer.offset) + Double(buffer.bytes)) / Double(most)
                let alive = buffer.life.count == 1 ? "step \(buffer.life.lowerBound)" : "steps \(buffer.life.lowerBound) to \(buffer.life.upperBound)"
                drawing.rectangle(
                    x: x, y: y, width: max(end - x, 0.5), height: max((bottom - top) * Double(buffer.bytes) / Double(most), 0.5),
                    tooltip: "\(buffer.name): \(size(buffer.bytes)), \(alive)")
            }
            drawing.close()
        }
        drawing.line(x1: left, y1: bottom, x2: right, y2: bottom, style: "axis")
        let axis = Axis([0, Double(steps)], isTight: true, mostTicks: 9)
        for tick in axis.ticks where tick == tick.rounded() {
            drawing.text(String(Int(tick)), x: left + (right - left) * axis.share(ofTick: tick), y: bottom + 18, anchor: .middle, style: "dim")
        }
        drawing.text("step of the plan", x: (left + right) / 2, y: bottom + 38, anchor: .middle)
        var x = left
        for kind in kinds {
            drawing.open(kind.ink)
            drawing.rectangle(x: x, y: height - 20, width: 14, height: 10, more: #" fill="currentColor" fill-opacity="0.55" stroke="currentColor""#)
            drawing.close()
            drawing.text(kind.label, x: x + 20, y: height - 11, style: "dim")
            x += 20 + kind.label.width(size: Drawing.fontSize) + 20
        }
        return drawing.svg(isAlone: isAlone)
    }

    /// Round numbers of bytes, in the largest unit of 1024 that is not above `most`.
    private static func ticks(upTo most: Int) -> [Int] {
        var unit = 1
        while most / unit >= 1024 { unit *= 1024 }
        return Axis([0, Double(most) / Double(unit)], isTight: true).ticks.map { Int(min($0 * Double(unit), 9e18)) }.filter { $0 <= most }
    }

    /// The regions' shares, and below them their names and sizes in three columns.
    private func drawStrip(from left: Double, to right: Double, in drawing: inout Drawing) {
        let total = max(regions.reduce(0.0) { $0 + Double($1.bytes) }, 1)
        var x = left
        for (index, region) in regions.enumerated() {
            let width = (right - left) * Double(region.bytes) / total
            let column = left + (right - left) / 3 * Double(index % 3)
            let y = 60 + Double(index / 3) * 20
            drawing.open(.color(index))
            drawing.rectangle(
                x: x, y: 34, width: width, height: 10, more: #" fill="currentColor" fill-opacity="0.7""#, tooltip: "\(region.name): \(size(region.bytes))")
            drawing.rectangle(x: column, y: y - 8, width: 9, height: 9, more: #" fill="currentColor" fill-opacity="0.7""#)
            drawing.close()
            drawing.text("\(region.name): \(size(region.bytes))", x: column + 15, y: y, size: 12, style: "dim")
            x += width
        }
    }
}
