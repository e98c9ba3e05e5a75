/// How numbers are spread, a row for each layer: hills over a common axis.
public struct DistributionPicture: Picture {
    public struct Row: Sendable {
        public let name: String
        /// A few words at the row's end.
        public let detail: String
        /// For each of the picture's keys values evenly spaced by rank; empty where there are none.
        public let ranks: [[Double]]

        public init(_ name: String, detail: String, ranks: [[Double]]) {
            self.name = name
            self.detail = detail
            self.ranks = ranks
        }
    }

    public let title: String
    public let horizontalLabel: String
    /// What the hills of a row are, such as before and after training: the last one is filled.
    public let keys: [String]
    public let rows: [Row]
    /// Shows magnitudes; zeros have no place then.
    public let scale: Scale

    public init(title: String, horizontalLabel: String, keys: [String], rows: [Row], scale: Scale) {
        self.title = title
        self.horizontalLabel = horizontalLabel
        self.keys = keys
        self.rows = rows
        self.scale = scale
    }

    private static let rowHeight = 40.0
    private static let nameWidth = 170.0
    private static let detailWidth = 190.0
    private static let binCount = 72

    public func svg(isAlone: Bool) -> String {
        let width = 720.0
        let height = 76 + Double(rows.count) * Self.rowHeight + 50
        let axis = Axis(ends(), scale: scale, mostTicks: 6)
        let (left, right) = (Self.nameWidth, width - Self.detailWidth)
        var drawing = Drawing(width: width, height: height, label: title)
        drawing.heading(title)
        var x = left
        for (index, key) in keys.enumerated() {
            drawing.open(ink(index))
            drawing.add(#"<rect x="\#(x.place)" y="40" width="16" height="10" stroke="currentColor" stroke-width="1.5" \#(fill(index))/>"#)
            drawing.close()
            drawing.text(key, x: x + 22, y: 50)
            x += 22 + key.width(size: Drawing.fontSize) + 22
        }
        let bottom = 76 + Double(rows.count) * Self.rowHeight
        for tick in axis.ticks {
            let x = left + (right - left) * axis.share(ofTick: tick)
            drawing.line(x1: x, y1: 68, x2: x, y2: bottom)
        }
        var free = -Double.infinity
        for tick in axis.ticks {
            let x = left + (right - left) * axis.share(ofTick: tick)
            let half = axis.label(tick).width(size: Drawing.fontSize) / 2
            guard x - half > free else { continue }
            drawing.text(axis.label(tick), x: x, y: bottom + 18, anchor: .middle, style: "dim")
            free = x + half + 6
        }
        drawing.text(horizontalLabel, x: (left + right) / 2, y: bottom + 40, anchor: .middle)
        for (index, row) in rows.enumerated() {
            draw(row, axis, left, right, base: 76 + Double(index + 1) * Self.rowHeight - 6, in: &drawing)
        }
        return drawing.svg(isAlone: isAlone)
    }

    private func ink(_ key: Int) -> Ink { key == keys.count - 1 ? .first : .reference }

    private func fill(_ key: Int) -> String { key == keys.count - 1 ? #"fill="currentColor" fill-opacity="0.35""# : #"fill="none""# }

    /// What all rows show, without the outermost values: one of a million must not press the others together.
    private func ends() -> [Double] {
        rows.flatMap { row in
            row.ranks.flatMap { ranks -> [Double] in
                let shown = places(ranks)
                guard let last = shown.indices.last else { return [] }
                return [shown[last / 200], shown[last - last / 200]]
            }
        }
    }

    private func places(_ ranks: [Double]) -> [Double] {
        scale == .linear ? ranks.filter(\.isFinite) : ranks.filter { $0.isFinite && $0 != 0 }.map(abs).sorted()
    }

    private func draw(_ row: Row, _ axis: Axis, _ left: Double, _ right: Double, base: Double, in drawing: inout Drawing) {
        drawing.line(x1: left, y1: base, x2: right, y2: base, style: "axis")
        drawing.text(row.name.cut(to: Self.nameWidth - 24, size: Drawing.fontSize), x: left - 12, y: base, anchor: .end, tooltip: row.name)
        drawing.text(row.detail.cut(to: Self.detailWidth - 20, size: 12), x: right + 12, y: base, size: 12, style: "dim", tooltip: row.detail)
        let hills = row.ranks.map { hill(places($0), axis) }
        for (index, hill) in hills.enumerated() {
            guard let highest = hill.max(), highest > 0 else { continue }
            let step = (right - left) / Double(Self.binCount)
            var points = ["\(left.place),\(base.place)"]
            for (bin, height) in hill.enumerated() {
                let y = base - (Self.rowHeight - 10) * height / highest
                points += ["\((left + Double(bin) * step).place),\(y.place)", "\((left + Double(bin + 1) * step).place),\(y.place)"]
            }
            points.append("\(right.place),\(base.place)")
            drawing.open(ink(index))
            drawing.add(
                #"<polygon points="\#(points.joined(separator: " "))" stroke="currentColor" stroke-width="1.2" stroke-linejoin="round" \#(fill(index))/>"#)
            drawing.close()
        }
    }

    /// How many values each part of the axis has; those beyond its ends count at the ends.
    private func hill(_ values: [Double], _ axis: Axis) -> [Double] {
        var bins = [Double](repeating: 0, count: Self.binCount)
        for value in values {
            guard let share = axis.share(value) else { continue }
            bins[min(max(Int(min(max(share, 0), 1) * Double(Self.binCount)), 0), Self.binCount - 1)] += 1
        }
        return bins
    }
}
