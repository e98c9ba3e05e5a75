#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Lines over a common axis, as SVG that stands alone.
struct LineChart {
    struct Series {
        let name: String
        let color: String
        let values: [Double]
        var isDashed = false
    }

    let title: String
    let horizontalLabel: String
    let verticalLabel: String
    let series: [Series]
    /// What stands under a place of the horizontal axis.
    var tickLabel: (Int) -> String = { String($0) }

    /// Blue and orange that people with colour-blindness tell apart (Okabe and Ito), and a grey for what is compared with.
    static let truthColor = "#0072b2"
    static let forecastColor = "#d55e00"
    static let referenceColor = "#888888"

    private static let size = (width: 960.0, height: 420.0)
    private static let margin = (left: 64.0, right: 20.0, top: 48.0, bottom: 48.0)

    func svg() -> String {
        let values = series.flatMap(\.values).filter(\.isFinite)
        let axis = Axis(from: values.min() ?? 0, to: values.max() ?? 1)
        let count = series.map(\.values.count).max() ?? 0
        let plot = Plot(axis: axis, count: count)
        var lines = [
            #"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \#(Int(Self.size.width)) \#(Int(Self.size.height))" font-family="sans-serif" font-size="12">"#,
            #"<rect width="100%" height="100%" fill="white"/>"#,
            #"<text x="\#(Int(Self.margin.left))" y="24" font-size="16">\#(title.escapedForXML)</text>"#,
        ]
        lines += axis.ticks.map { tick in
            let y = plot.y(tick)
            return #"<line x1="\#(plot.left)" x2="\#(plot.right)" y1="\#(y)" y2="\#(y)" stroke="lightgray"/>"#
                + #"<text x="\#(plot.left - 8)" y="\#(y + 4)" text-anchor="end">\#(axis.label(tick))</text>"#
        }
        lines += Axis(from: 0, to: Double(max(count - 1, 1))).ticks.filter { $0 >= 0 && $0 <= Double(count - 1) }.map { tick in
            #"<text x="\#(plot.x(Int(tick)))" y="\#(plot.bottom + 18)" text-anchor="middle">\#(tickLabel(Int(tick)).escapedForXML)</text>"#
        }
        lines.append(
            #"<text x="\#((plot.left + plot.right) / 2)" y="\#(Self.size.height - 10)" text-anchor="middle">\#(horizontalLabel.escapedForXML)</text>"#)
        lines.append(
            #"<text transform="translate(16 \#((plot.top + plot.bottom) / 2)) rotate(-90)" text-anchor="middle">\#(verticalLabel.escapedForXML)</text>"#)
        for (index, one) in series.enumerated() {
            let dash = one.isDashed ? #" stroke-dasharray="4 3""# : ""
            lines.append(#"<polyline fill="none" stroke="\#(one.color)" stroke-width="1.5"\#(dash) points="\#(plot.points(one.values))"/>"#)
            let x = plot.right - 130 * Double(series.count - index)
            lines.append(#"<line x1="\#(x)" x2="\#(x + 20)" y1="20" y2="20" stroke="\#(one.color)" stroke-width="2"\#(dash)/>"#)
            lines.append(#"<text x="\#(x + 26)" y="24">\#(one.name.escapedForXML)</text>"#)
        }
        lines.append("</svg>")
        return lines.joined(separator: "\n") + "\n"
    }

    /// Round numbers that cover a range.
    private struct Axis {
        let lower: Double
        let upper: Double
        let step: Double

        init(from lower: Double, to upper: Double) {
            let span = max(upper - lower, 1e-9)
            let magnitude = pow(10, floor(log10(span / 5)))
            let factor = [1.0, 2, 5, 10].first { $0 * magnitude * 6 >= span } ?? 10
            step = factor * magnitude
            self.lower = floor(lower / step) * step
            self.upper = max(ceil(upper / step) * step, self.lower + step)
        }

        var ticks: [Double] { (0...Int(((upper - lower) / step).rounded())).map { lower + Double($0) * step } }

        func label(_ value: Double) -> String {
            value.formatted(decimals: step >= 1 ? 0 : Int(ceil(-log10(step))))
        }
    }

    private struct Plot {
        let axis: Axis
        let count: Int
        let left = LineChart.margin.left
        let right = LineChart.size.width - LineChart.margin.right
        let top = LineChart.margin.top
        let bottom = LineChart.size.height - LineChart.margin.bottom

        func x(_ index: Int) -> Double {
            let share = Double(index) / Double(max(count - 1, 1))
            return ((left + (right - left) * share) * 10).rounded() / 10
        }

        func y(_ value: Double) -> Double {
            let share = (value - axis.lower) / (axis.upper - axis.lower)
            return ((bottom - (bottom - top) * share) * 10).rounded() / 10
        }

        func points(_ values: [Double]) -> String {
            values.enumerated().filter { $1.isFinite }.map { "\(x($0)),\(y($1))" }.joined(separator: " ")
        }
    }
}

extension String {
    var escapedForXML: String {
        var result = ""
        for character in self {
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            default: result.append(character)
            }
        }
        return result
    }
}
