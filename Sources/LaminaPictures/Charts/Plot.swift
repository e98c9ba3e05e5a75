/// The rectangle of a chart between two axes, with its ticks, labels and legend.
struct Plot {
    struct Key {
        let name: String
        let ink: Ink
        let mark: Mark
    }

    enum Mark {
        case line, dashedLine, point
        case sign(Int)
    }

    let horizontal: Axis
    let vertical: Axis
    let left: Double
    let right: Double
    let top: Double
    let bottom: Double
    private let legend: [(key: Key, x: Double, y: Double)]

    /// - Parameters:
    ///   - width: of the whole picture; the plot takes what labels leave.
    init(width: Double, height: Double, horizontal: Axis, vertical: Axis, horizontalLabel: String, verticalLabel: String, keys: [Key]) {
        self.horizontal = horizontal
        self.vertical = vertical
        let widest = vertical.ticks.map { vertical.label($0).width(size: Drawing.fontSize) }.max() ?? 0
        left = 12 + (verticalLabel.isEmpty ? 0 : 18) + max(widest, 16) + 8
        right = width - 18
        bottom = height - (horizontalLabel.isEmpty ? 30 : 50)
        (legend, top) = Self.placed(keys, left: left, right: right)
    }

    /// In rows below the title.
    private static func placed(_ keys: [Key], left: Double, right: Double) -> ([(key: Key, x: Double, y: Double)], top: Double) {
        var placed: [(key: Key, x: Double, y: Double)] = []
        var (x, y) = (left, 50.0)
        for key in keys {
            let key = Key(name: key.name.cut(to: right - left - 40, size: Drawing.fontSize), ink: key.ink, mark: key.mark)
            let width = 30 + key.name.width(size: Drawing.fontSize) + 18
            if x + width > right + 18, x > left { (x, y) = (left, y + 20) }
            placed.append((key, x, y))
            x += width
        }
        return (placed, keys.isEmpty ? 42 : y + 16)
    }

    func x(_ value: Double) -> Double? { horizontal.share(value).map { left + (right - left) * $0 } }

    func y(_ value: Double) -> Double? { vertical.share(value).map { bottom - (bottom - top) * $0 } }

    func drawFrame(_ title: String, _ horizontalLabel: String, _ verticalLabel: String, tickLabel: ((Double) -> String)? = nil, in drawing: inout Drawing) {
        drawing.heading(title)
        for tick in vertical.ticks {
            let y = bottom - (bottom - top) * vertical.share(ofTick: tick)
            drawing.line(x1: left, y1: y, x2: right, y2: y)
            drawing.text(vertical.label(tick), x: left - 8, y: y + 4.5, anchor: .end, style: "dim")
        }
        var free = -Double.infinity
        for tick in horizontal.ticks {
            let x = left + (right - left) * horizontal.share(ofTick: tick)
            let label = tickLabel?(tick) ?? horizontal.label(tick)
            let half = label.width(size: Drawing.fontSize) / 2
            drawing.line(x1: x, y1: bottom, x2: x, y2: bottom + 4, style: "axis")
            guard x - half > free, x + half < drawing.width else { continue }
            drawing.text(label, x: x, y: bottom + 19, anchor: .middle, style: "dim")
            free = x + half + 6
        }
        drawing.line(x1: left, y1: bottom, x2: right, y2: bottom, style: "axis")
        if !horizontalLabel.isEmpty {
            drawing.text(horizontalLabel.cut(to: right - left, size: Drawing.fontSize), x: (left + right) / 2, y: drawing.height - 10, anchor: .middle)
        }
        if !verticalLabel.isEmpty {
            let middle = (top + bottom) / 2
            drawing.text(verticalLabel.cut(to: bottom - top, size: Drawing.fontSize), x: 18, y: middle, anchor: .middle, rotation: -90)
        }
        for (key, x, y) in legend {
            drawing.open(key.ink)
            switch key.mark {
            case .point: drawing.add(#"<circle cx="\#((x + 10).place)" cy="\#((y - 4.5).place)" r="4" fill="currentColor"/>"#)
            case .sign(let number): drawing.sign(number, x: x + 14, y: y - 4.5)
            case .line: drawing.stroke(from: x, to: x + 22, y: y - 4.5)
            case .dashedLine: drawing.stroke(from: x, to: x + 22, y: y - 4.5, dash: "5 3")
            }
            drawing.close()
            drawing.text(key.name, x: x + 28, y: y)
        }
    }
}

extension Drawing {
    fileprivate mutating func stroke(from x1: Double, to x2: Double, y: Double, dash: String = "none") {
        add(#"<path d="M\#(x1.place) \#(y.place)H\#(x2.place)" stroke="currentColor" stroke-width="2.5" stroke-dasharray="\#(dash)"/>"#)
    }

    /// One of four shapes, so that colour is not all that tells classes apart.
    mutating func sign(_ number: Int, x: Double, y: Double) {
        let shape =
            switch (number % 4 + 4) % 4 {
            case 0: #"<circle cx="\#(x.place)" cy="\#(y.place)" r="4""#
            case 1: #"<rect x="\#((x - 3.5).place)" y="\#((y - 3.5).place)" width="7" height="7""#
            case 2: #"<path d="M\#(x.place) \#((y - 5).place)l4.6 8h-9.2z""#
            default: #"<path d="M\#(x.place) \#((y - 5).place)l5 5l-5 5l-5 -5z""#
            }
        add(shape + #" fill="currentColor" class="halo" stroke-width="1"/>"#)
    }
}
