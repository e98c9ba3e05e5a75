/// A picture under way: shapes in the order in which they are drawn, then SVG text.
///
/// Colours are classes, so that one picture serves light and dark surroundings; a class sets the colour that `currentColor` stands for.
struct Drawing {
    static let fontSize = 13.0
    static let titleSize = 16.0
    let width: Double
    let height: Double
    /// What is read to who cannot see it.
    let label: String
    private var lines: [String] = []

    init(width: Double, height: Double, label: String) {
        self.width = width
        self.height = height
        self.label = label
    }

    enum Anchor: String {
        case start, middle, end
    }

    mutating func add(_ line: String) { lines.append(line) }

    mutating func text(
        _ text: String, x: Double, y: Double, size: Double = fontSize, anchor: Anchor = .start, style: String? = nil, isBold: Bool = false,
        rotation: Double? = nil, tooltip: String? = nil
    ) {
        var attributes = #"x="\#(x.place)" y="\#(y.place)""#
        if size != Self.fontSize { attributes += #" font-size="\#(size.place)""# }
        if anchor != .start { attributes += #" text-anchor="\#(anchor.rawValue)""# }
        if isBold { attributes += #" font-weight="600""# }
        if let style { attributes += #" class="\#(style)""# }
        if let rotation { attributes += #" transform="rotate(\#(rotation.place) \#(x.place) \#(y.place))""# }
        lines.append("<text \(attributes)>\(Self.title(tooltip))\(text.escapedForXML)</text>")
    }

    /// The picture's name, above all else.
    mutating func heading(_ title: String) {
        text(title.cut(to: width - 24, size: Self.titleSize, isBold: true), x: 12, y: 24, size: Self.titleSize, isBold: true, tooltip: title)
    }

    /// The width of a picture that its name fits into, up to a limit.
    static func width(ofHeading title: String, atMost limit: Double = 640) -> Double {
        min(title.width(size: titleSize, isBold: true) + 26, limit)
    }

    mutating func line(x1: Double, y1: Double, x2: Double, y2: Double, style: String = "grid", dash: String? = nil) {
        let dash = dash.map { #" stroke-dasharray="\#($0)""# } ?? ""
        lines.append(#"<line x1="\#(x1.place)" y1="\#(y1.place)" x2="\#(x2.place)" y2="\#(y2.place)" class="\#(style)"\#(dash)/>"#)
    }

    /// - Parameter more: further attributes, escaped by the caller.
    mutating func rectangle(
        x: Double, y: Double, width: Double, height: Double, style: String? = nil, more: String = "", tooltip: String? = nil
    ) {
        let style = style.map { #" class="\#($0)""# } ?? ""
        let shape = #"<rect x="\#(x.place)" y="\#(y.place)" width="\#(max(width, 0).place)" height="\#(max(height, 0).place)"\#(style)\#(more)"#
        lines.append(tooltip == nil ? shape + "/>" : shape + ">\(Self.title(tooltip))</rect>")
    }

    mutating func open(_ ink: Ink, _ more: String = "") { lines.append(#"<g class="\#(ink.className)"\#(more)>"#) }

    mutating func close() { lines.append("</g>") }

    static func title(_ text: String?) -> String { text.map { "<title>\($0.escapedForXML)</title>" } ?? "" }

    /// - Parameter isAlone: a file of its own, which brings its styles and its ground; else a part of a page that has `Ink.styleSheet`.
    func svg(isAlone: Bool) -> String {
        let size = #"viewBox="0 0 \#(width.place) \#(height.place)" width="\#(width.place)" height="\#(height.place)""#
        let font = #"font-family="system-ui, 'Segoe UI', Roboto, 'Liberation Sans', sans-serif" font-size="\#(Self.fontSize.place)""#
        let space = isAlone ? #"xmlns="http://www.w3.org/2000/svg" "# : ""
        let head = #"<svg \#(space)class="picture" role="img" aria-label="\#(label.escapedForXML)" \#(size) \#(font)>"#
        let ground = isAlone ? ["<style>\(Ink.styleSheet)</style>", #"<rect width="100%" height="100%" class="paper"/>"#] : []
        return ([head] + ground + lines + ["</svg>"]).joined(separator: "\n") + "\n"
    }
}

/// Something to look at.
public protocol Picture {
    /// What it shows, in a few words.
    var title: String { get }

    /// SVG text.
    ///
    /// - Parameter isAlone: whether it is a file of its own; else a part of a page that has `Ink.styleSheet`.
    func svg(isAlone: Bool) -> String
}

extension Picture {
    /// A file of its own.
    public func svg() -> String { svg(isAlone: true) }
}
